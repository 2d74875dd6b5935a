with stock_report as (

    select * from {{ ref('stg_stock_report') }}

),

final as (

    select
        upper(sku) as sku_key,
        -- a report may list one SKU under several products: the alphabetically first one counts
        min(product_id) as product_id
    from stock_report
    where sku is not null and is_preferred
    group by upper(sku)

)

select * from final
