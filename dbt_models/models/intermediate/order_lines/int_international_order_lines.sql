with lines as (

    select * from {{ ref('stg_international_sales') }}

),

style_categories as (

    select * from {{ ref('int_style_categories') }}

),

layouts_per_day as (

    select
        order_date,
        customer_id,
        bool_or(layout = 'sales') as is_in_sales,
        bool_or(layout = 'sales_with_stock') as is_in_sales_with_stock
    from lines
    group by order_date, customer_id

),

-- both layouts list what a customer bought on a day: goods count from the layout `sales`, services
-- from `sales_with_stock`; where only one layout covers the customer and day, all its lines count
counted as (

    select lines.*
    from lines
    inner join layouts_per_day
        on
            lines.order_date = layouts_per_day.order_date
            and lines.customer_id = layouts_per_day.customer_id
    where
        lines.layout = case
            when lines.service_kind is null and layouts_per_day.is_in_sales then 'sales'
            when lines.service_kind is null then 'sales_with_stock'
            when layouts_per_day.is_in_sales_with_stock then 'sales_with_stock'
            else 'sales'
        end

),

described as (

    select
        counted.*,
        style_categories.category,
        {{ seller_product_id('counted.style', 'counted.size', 'counted.sku') }} as goods_product_id,
        {{ text_key([
            'counted.order_date', 'counted.customer_id', 'counted.style', 'counted.sku', 'counted.size',
            'counted.quantity', 'cast(counted.list_amount as decimal(18, 2))', 'counted.amount'
        ]) }} as line_key
    from counted
    left join style_categories
        on upper(counted.style) = style_categories.style

),

final as (

    select
        'international_sale_report' as feed,
        customer_id || ' ' || cast(order_date as string) as order_id,
        cast(order_date as date) as order_date,
        cast(null as {{ type_timestamp() }}) as ordered_at,
        'International direct' as channel,
        cast(customer_id as string) as partner_id,
        cast(customer_id as string) as customer_id,
        case when service_kind is null then goods_product_id else upper(sku) end as product_id,
        cast(sku as string) as sku,
        upper(style) as style,
        cast(size as string) as size,
        case when service_kind is null then category end as category,
        case when service_kind is null then 'goods' else 'service' end as line_kind,
        cast(service_kind as string) as service_kind,
        {{ units('quantity') }} as quantity,
        {{ money('list_amount') }} as list_amount,
        -- a difference up to the tolerance is rounding, not a discount
        case
            when list_amount is null or amount is null then null
            when list_amount - amount > {{ var('rounding_tolerance') }} then list_amount - amount
            else 0
        end as discount_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        {{ money('amount') }} as amount,
        '{{ var("seller_currency") }}' as currency,
        'shipped' as order_state,
        cast(null as string) as source_status,
        cast(false as boolean) as is_credit,
        cast(true as boolean) as is_business_order,
        cast(null as decimal(18, 4)) as stated_unit_cost,
        cast(null as string) as ship_country,
        cast(null as string) as ship_region,
        cast(null as string) as ship_city,
        cast(null as string) as ship_postal_code,
        cast(line_key as string) as line_key,
        -- numbers the lines of a day with an equal key; these lines have equal values, so that any order of
        -- them gives the same table
        row_number() over (
            partition by order_date, line_key
            order by file_id nulls last, record_number nulls last
        ) as occurrence,
        cast(file_id as bigint) as file_id,
        cast(record_number as bigint) as record_number
    from described

)

select * from final
