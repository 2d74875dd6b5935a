with source as (

    select * from {{ source('raw', 'stock_report') }}
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
        files.delivered_number,
        coalesce(
            files.content_date, cast('{{ var("beginning_of_time") }}' as date)
        ) as effective_date,
        files.content_date,
        source.sku,
        source.design,
        {{ seller_product_id('source.design', 'source.size', 'source.sku') }} as product_id,
        {{ regex_replace('source.category', '^[A-Z]+ : ', '') }} as category,
        {{ normal_size('source.size') }} as size,
        upper(source.color) as color,
        source.stock,
        -- where a report lists an SKU under several designs, only the row counts whose design the SKU
        -- begins with; a row without an SKU or a design always counts
        coalesce(
            substring(upper(source.sku), 1, length(source.design)) = upper(source.design)
            or count(*) over (partition by source.file_id, upper(source.sku)) = 1, true
        ) as is_preferred,
        source.cell_errors
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
