with source as (

    select * from {{ source('raw', 'international_sale_report') }}
    -- a superseded row is repeated or replaced by a later delivery
    where
        not is_superseded
        and layout in ('style_stock', 'style_list')

),

files as (

    select * from {{ source('raw', 'files') }}

),

final as (

    select
        source.file_id,
        files.file_name,
        source.record_number,
        source.layout,
        upper(coalesce(source.style, source.sku)) as style,
        source.stock
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
