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

stock_units as (

    select * from {{ ref('int_seller_products') }}

),

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

sold_units as (

    select
        upper(order_items.sku) as sku_key,
        min(order_items.product_id) as product_id
    from order_items
    inner join latest
        on upper(order_items.sku) = latest.sku_key
    group by upper(order_items.sku)

),

identified as (

    select
        latest.*,
        coalesce(sold_units.product_id, stock_units.product_id, latest.sku_key) as product_id,
        least({{ marketplaces | join(', ') }}) as lowest_price,
        greatest({{ marketplaces | join(', ') }}) as highest_price,
        {% for marketplace in marketplaces %}
            case when latest.{{ marketplace }} is null then 0 else 1 end
            {{ '+' if not loop.last }}
        {% endfor %}
            as marketplace_count
    from latest
    left join sold_units
        on latest.sku_key = sold_units.sku_key
    left join stock_units
        on latest.sku_key = stock_units.sku_key

),

final as (

    select
        cast(product_id as string) as product_id,
        max(sku_key) as sku,
        max(upper(style_id)) as style,
        max(category) as category,
        cast(max(marketplace_count) as integer) as marketplace_count,
        cast(min(case when marketplace_count >= 2 then lowest_price end) as decimal(18, 2))
            as lowest_list_price,
        cast(max(case when marketplace_count >= 2 then highest_price end) as decimal(18, 2))
            as highest_list_price,
        cast(
            max(case when marketplace_count >= 2 then highest_price - lowest_price end)
            as decimal(18, 2)
        ) as list_price_spread
    from identified
    group by product_id

)

select * from final
