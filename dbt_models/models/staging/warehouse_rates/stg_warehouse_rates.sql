with source as (

    select * from {{ source('raw', 'warehouse_rates') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

final as (

    select
        source.file_id,
        files.file_name,
        source.record_number,
        source.heading,
        source.shiprocket,
        source.increff
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
