with stock as (

    select * from {{ ref('stg_stock_report') }}

),

final as (

    select
        upper(sku) as sku_key,
        min(product_id) as product_id
    from stock
    where sku is not null and is_preferred
    group by upper(sku)

)

select * from final
