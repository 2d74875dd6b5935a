with products as (

    select * from {{ ref('stg_products') }}

),

price_lists as (

    select * from {{ ref('stg_price_list') }}

),

stock as (

    select * from {{ ref('stg_stock_report') }}
    where is_preferred

),

seller_products as (

    select * from {{ ref('int_seller_products') }}

),

stock_per_product as (

    select
        product_id,
        effective_date,
        min(upper(sku)) as sku,
        min(upper(design)) as style,
        min(size) as size,
        min(category) as category,
        min(color) as color,
        sum(stock) as stock
    from stock
    where product_id is not null
    group by product_id, effective_date

),

stated as (

    select
        'products' as source,
        product_id,
        effective_date,
        sku,
        style,
        size,
        category,
        color,
        list_price,
        unit_cost,
        currency,
        stock,
        delivered_number,
        record_number
    from products

    union all

    select
        'price_list' as source,
        coalesce(seller_products.product_id, upper(price_lists.sku)) as product_id,
        price_lists.effective_date,
        price_lists.sku,
        price_lists.style_id as style,
        cast(null as string) as size,
        price_lists.category,
        cast(null as string) as color,
        price_lists.amazon_mrp as list_price,
        cast(price_lists.transfer_price as decimal(18, 4)) as unit_cost,
        '{{ var("seller_currency") }}' as currency,
        cast(null as bigint) as stock,
        price_lists.delivered_number,
        price_lists.record_number
    from price_lists
    left join seller_products
        on upper(price_lists.sku) = seller_products.sku_key

    union all

    select
        'stock_report' as source,
        product_id,
        effective_date,
        sku,
        style,
        size,
        category,
        color,
        cast(null as decimal(18, 2)) as list_price,
        cast(null as decimal(18, 4)) as unit_cost,
        cast(null as string) as currency,
        cast(stock as bigint) as stock,
        cast(null as bigint) as delivered_number,
        cast(null as bigint) as record_number
    from stock_per_product

),

ranked as (

    select
        *,
        row_number() over (
            partition by source, product_id, effective_date
            order by delivered_number desc nulls last, record_number desc nulls last
        ) as statement_rank
    from stated

),

latest as (

    select
        {{ text_key(['product_id', 'effective_date', 'source']) }} as product_statement_id,
        product_id,
        effective_date,
        source,
        sku,
        style,
        size,
        category,
        color,
        list_price,
        unit_cost,
        currency,
        stock
    from ranked
    where statement_rank = 1

)

select * from latest
