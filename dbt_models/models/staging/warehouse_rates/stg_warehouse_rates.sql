with source as (

    select * from {{ source('raw', 'warehouse_rates') }}
    where not is_superseded

),

renamed as (

    select
        file_id,
        record_number,
        heading,
        shiprocket,
        increff
    from source

)

select * from renamed
