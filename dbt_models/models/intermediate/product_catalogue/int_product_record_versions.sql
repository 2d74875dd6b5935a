with products as (

    select * from {{ ref('stg_products') }}

),

price_lists as (

    select * from {{ ref('stg_price_list') }}

),

stock_reports as (

    select * from {{ ref('stg_stock_report') }}
    where is_preferred and product_id is not null

),

products_by_sku as (

    select * from {{ ref('int_products_by_sku') }}

),

-- a product may be listed under several stock keeping units: its stock is their sum
summed_stock as (

    select
        product_id,
        effective_date,
        min(upper(sku)) as sku,
        min(upper(design)) as style,
        min(size) as size,
        min(category) as category,
        min(color) as color,
        sum(stock) as stock
    from stock_reports
    group by product_id, effective_date

),

-- a price list names stock keeping units (SKUs) only, and the stock report says which product an SKU
-- belongs to; an SKU that no stock report lists is a product of its own
identified_prices as (

    select
        price_lists.*,
        coalesce(products_by_sku.product_id, upper(price_lists.sku)) as product_id
    from price_lists
    left join products_by_sku
        on upper(price_lists.sku) = products_by_sku.sku_key

),

combined as (

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
        product_id,
        effective_date,
        sku,
        style_id as style,
        cast(null as string) as size,
        category,
        cast(null as string) as color,
        amazon_mrp as list_price,
        cast(transfer_price as decimal(18, 4)) as unit_cost,
        '{{ var("seller_currency") }}' as currency,
        cast(null as decimal(18, 3)) as stock,
        delivered_number,
        record_number
    from identified_prices

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
        cast(null as decimal(18, 4)) as list_price,
        cast(null as decimal(18, 4)) as unit_cost,
        cast(null as string) as currency,
        {{ units('stock') }} as stock,
        cast(null as bigint) as delivered_number,
        cast(null as bigint) as record_number
    from summed_stock

),

-- of two records of a source for one date, the one delivered later counts
ranked as (

    select
        *,
        row_number() over (
            partition by source, product_id, effective_date
            order by delivered_number desc nulls last, record_number desc nulls last
        ) as version_rank
    from combined

),

-- the name of the key cannot change: the snapshots of existing warehouses store the column
final as (

    select
        {{ text_key(['product_id', 'effective_date', 'source']) }} as product_statement_id,
        cast(product_id as string) as product_id,
        cast(effective_date as date) as effective_date,
        cast(source as string) as source,
        cast(sku as string) as sku,
        cast(style as string) as style,
        cast(size as string) as size,
        cast(category as string) as category,
        cast(color as string) as color,
        cast(list_price as decimal(18, 4)) as list_price,
        cast(unit_cost as decimal(18, 4)) as unit_cost,
        cast(currency as string) as currency,
        {{ units('stock') }} as stock
    from ranked
    where version_rank = 1

)

select * from final
