{%- set attributes = [
    'sku', 'style', 'size', 'category', 'color', 'list_price', 'unit_cost', 'currency', 'stock'
] -%}

-- dbt_valid_to is null for the records that the lists hold now
with record_versions as (

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

-- where several sources describe the same day, the product list wins, then the price list, then the
-- stock report
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
    from record_versions
    group by product_id, effective_date

),

-- an attribute that a version leaves out keeps its last known value
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
        {{ text_key(attributes) }} as attribute_key,
        lag({{ text_key(attributes) }}) over (
            partition by product_id
            order by effective_date nulls last
        ) as previous_attribute_key
    from filled

),

-- a version that repeats the attributes of the one before opens no new span
changed as (

    select
        product_id,
        effective_date as valid_from,
        lead(effective_date) over (
            partition by product_id
            order by effective_date nulls last
        ) as valid_to,
        {{ attributes | join(', ') }}
    from compared
    where previous_attribute_key is null or attribute_key <> previous_attribute_key

),

-- a product that is only known from sales has one span without stated attributes
only_sold as (

    select
        sold.product_id,
        cast('{{ var("beginning_of_time") }}' as date) as valid_from,
        cast(null as date) as valid_to,
        cast(null as string) as sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        cast(null as string) as color,
        cast(null as decimal(18, 4)) as list_price,
        cast(null as decimal(18, 4)) as unit_cost,
        cast(null as string) as currency,
        cast(null as decimal(18, 3)) as stock
    from sold
    left join changed
        on sold.product_id = changed.product_id
    where changed.product_id is null

),

combined as (

    select * from changed
    union all
    select * from only_sold

),

final as (

    select
        cast(combined.product_id as string) as product_id,
        cast(combined.valid_from as date) as valid_from,
        cast(combined.valid_to as date) as valid_to,
        combined.valid_to is null as is_current,
        coalesce(combined.sku, sold.sku) as sku,
        coalesce(combined.style, sold.style) as style,
        coalesce(combined.size, sold.size) as size,
        coalesce(combined.category, sold.category) as category,
        cast(combined.color as string) as color,
        {{ money('combined.list_price') }} as list_price,
        cast(combined.unit_cost as decimal(18, 4)) as unit_cost,
        cast(combined.currency as string) as currency,
        {{ units('combined.stock') }} as stock,
        case
            when combined.stock is null then null
            when combined.stock <= 0 then 'out of stock'
            when combined.stock <= {{ var('stock_class_low_max') }} then 'low'
            when combined.stock <= {{ var('stock_class_medium_max') }} then 'medium'
            else 'high'
        end as stock_class,
        cast(sold.first_sale_date as date) as first_sale_date
    from combined
    left join sold
        on combined.product_id = sold.product_id

)

select * from final
