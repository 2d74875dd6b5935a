with rates as (

    select * from {{ ref('stg_warehouse_rates') }}

),

final as (

    select
        file_name,
        record_number,
        heading,
        shiprocket,
        increff
    from rates

)

select * from final
