with source as (

    select * from {{ source('raw', 'products') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

final as (

    select
        files.delivered_number,
        source.record_number,
        source.sku,
        upper(source.sku) as product_id,
        coalesce(
            source.effective_date, cast('{{ var("beginning_of_time") }}' as date)
        ) as effective_date,
        source.style,
        source.category,
        source.color,
        {{ normal_size('source.size') }} as size,
        source.list_price,
        source.unit_cost,
        upper(source.currency) as currency,
        source.stock
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
