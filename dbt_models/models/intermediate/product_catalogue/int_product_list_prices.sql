{%- set marketplaces = [
    'ajio_mrp', 'amazon_mrp', 'amazon_fba_mrp', 'flipkart_mrp',
    'limeroad_mrp', 'myntra_mrp', 'paytm_mrp', 'snapdeal_mrp',
] -%}
with price_lists as (

    select * from {{ ref('stg_price_list') }}
    where sku is not null

),

order_items as (

    select * from {{ ref('fct_order_items') }}
    where line_kind = 'goods' and sku is not null

),

products_by_sku as (

    select * from {{ ref('int_products_by_sku') }}

),

-- each SKU counts from the latest list that names it, and from its first record there
ranked as (

    select
        *,
        upper(sku) as sku_key,
        row_number() over (
            partition by upper(sku)
            order by content_date desc nulls last, delivered_number desc nulls last, record_number asc nulls last
        ) as version_rank
    from price_lists

),

latest as (

    select * from ranked
    where version_rank = 1

),

sold_skus as (

    select
        upper(order_items.sku) as sku_key,
        min(order_items.product_id) as product_id
    from order_items
    inner join latest
        on upper(order_items.sku) = latest.sku_key
    group by upper(order_items.sku)

),

-- the product of an SKU: the one it was sold as, else the one of the stock report, else the SKU itself;
-- least and greatest ignore marketplaces without a price
identified as (

    select
        latest.*,
        coalesce(sold_skus.product_id, products_by_sku.product_id, latest.sku_key) as product_id,
        least({{ marketplaces | join(', ') }}) as lowest_price,
        greatest({{ marketplaces | join(', ') }}) as highest_price,
        {% for marketplace in marketplaces %}
            case when latest.{{ marketplace }} is null then 0 else 1 end
            {{ '+' if not loop.last }}
        {% endfor %}
            as marketplace_count
    from latest
    left join sold_skus
        on latest.sku_key = sold_skus.sku_key
    left join products_by_sku
        on latest.sku_key = products_by_sku.sku_key

),

-- a product may have several SKUs: the spread compares prices of the same SKU only
final as (

    select
        cast(product_id as string) as product_id,
        max(sku_key) as sku,
        max(upper(style_id)) as style,
        max(category) as category,
        cast(max(marketplace_count) as integer) as marketplace_count,
        cast(min(case when marketplace_count >= 2 then lowest_price end) as decimal(18, 4))
            as lowest_list_price,
        cast(max(case when marketplace_count >= 2 then highest_price end) as decimal(18, 4))
            as highest_list_price,
        cast(
            max(case when marketplace_count >= 2 then highest_price - lowest_price end)
            as decimal(18, 4)
        ) as list_price_spread
    from identified
    group by product_id

)

select * from final
