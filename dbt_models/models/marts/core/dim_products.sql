{%- set attributes = [
    'sku', 'style', 'size', 'category', 'color', 'list_price', 'unit_cost', 'currency', 'stock'
] -%}

with statements as (

    select * from {{ ref('product_attributes') }}
    where dbt_valid_to is null

),

order_items as (

    select * from {{ ref('fct_order_items') }}
    where line_kind = 'goods'

),

sold as (

    select
        product_id,
        min(sku) as sku,
        min(style) as style,
        min(size) as size,
        min(category) as category,
        min(case when order_state <> 'cancelled' then order_date end) as first_sale_date
    from order_items
    where product_id is not null
    group by product_id

),

-- sources that speak of the same day: the product list first, then price list, then stock report
merged as (

    select
        product_id,
        effective_date,
    {% for column in attributes %}
        coalesce(
            max(case when source = 'products' then {{ column }} end),
            max(case when source = 'price_list' then {{ column }} end),
            max(case when source = 'stock_report' then {{ column }} end)
        ) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from statements
    group by product_id, effective_date

),

-- what a statement leaves out stays as it was
filled as (

    select
        product_id,
        effective_date,
    {% for column in attributes %}
        {{ last_known(column, 'product_id', 'effective_date') }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from merged

),

compared as (

    select
        *,
        {{ text_key(attributes) }} as said,
        lag({{ text_key(attributes) }}) over (
            partition by product_id
            order by effective_date nulls last
        ) as said_before
    from filled

),

-- a statement that repeats the one before is no new version
stated as (

    select
        product_id,
        effective_date as valid_from,
        lead(effective_date) over (
            partition by product_id
            order by effective_date nulls last
        ) as valid_to,
        {{ attributes | join(', ') }}
    from compared
    where said_before is null or said <> said_before

),

never_stated as (

    select
        sold.product_id,
        cast('{{ var("beginning_of_time") }}' as date) as valid_from,
        cast(null as date) as valid_to,
        cast(null as string) as sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        cast(null as string) as color,
        cast(null as decimal(18, 2)) as list_price,
        cast(null as decimal(18, 4)) as unit_cost,
        cast(null as string) as currency,
        cast(null as bigint) as stock
    from sold
    left join stated
        on sold.product_id = stated.product_id
    where stated.product_id is null

),

versions as (

    select * from stated
    union all
    select * from never_stated

),

final as (

    select
        versions.product_id,
        versions.valid_from,
        versions.valid_to,
        versions.valid_to is null as is_current,
        coalesce(versions.sku, sold.sku) as sku,
        coalesce(versions.style, sold.style) as style,
        coalesce(versions.size, sold.size) as size,
        coalesce(versions.category, sold.category) as category,
        versions.color,
        versions.list_price,
        versions.unit_cost,
        versions.currency,
        versions.stock,
        case
            when versions.stock is null then null
            when versions.stock <= 0 then 'out of stock'
            when versions.stock <= {{ var('stock_class_low_max') }} then 'low'
            when versions.stock <= {{ var('stock_class_medium_max') }} then 'medium'
            else 'high'
        end as stock_class,
        sold.first_sale_date
    from versions
    left join sold
        on versions.product_id = sold.product_id

)

select * from final
