with lines as (

    select * from {{ ref('stg_amazon_sale_report') }}

),

described as (

    select
        file_id,
        record_number,
        order_date,
        order_id,
        case
            when sales_channel = 'Non-Amazon' then 'Non-Amazon'
            when fulfilment = 'Merchant' then sales_channel || '/Easy Ship'
            else sales_channel || '/FBA'
        end as partner_id,
        sales_channel as channel,
        {{ seller_product_id('style', 'size', 'sku') }} as product_id,
        sku,
        upper(style) as style,
        size,
        category,
        quantity,
        amount,
        coalesce(currency, '{{ var("seller_currency") }}') as currency,
        -- a status that is missing here gives no state, and the not_null test of fct_order_items fails
        case
            when last_step = 'Cancelled' then 'cancelled'
            when last_step in ('Pending', 'Pending - Waiting for Pick Up', 'Shipping') then 'pending'
            when last_step in ('Shipped', 'Out for Delivery', 'Picked Up') then 'shipped'
            when last_step = 'Delivered to Buyer' then 'delivered'
            when
                last_step in ('Rejected by Buyer', 'Returned to Seller', 'Returning to Seller')
                then 'returned'
            when last_step in ('Damaged', 'Lost in Transit') then 'lost'
        end as order_state,
        status,
        is_business_order,
        ship_country,
        ship_state,
        ship_city,
        ship_postal_code,
        {{ text_key(['order_id', 'sku']) }} as line_key
    from lines

),

-- the report states neither buyers nor discounts nor costs, and lists goods only
final as (

    select
        'amazon_sale_report' as feed,
        cast(order_id as string) as order_id,
        cast(order_date as date) as order_date,
        cast(null as {{ type_timestamp() }}) as ordered_at,
        cast(channel as string) as channel,
        cast(partner_id as string) as partner_id,
        cast(null as string) as customer_id,
        cast(product_id as string) as product_id,
        cast(sku as string) as sku,
        cast(style as string) as style,
        cast(size as string) as size,
        cast(category as string) as category,
        'goods' as line_kind,
        cast(null as string) as service_kind,
        {{ units('quantity') }} as quantity,
        {{ money('amount') }} as list_amount,
        cast(null as decimal(18, 4)) as discount_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        {{ money('amount') }} as amount,
        cast(currency as string) as currency,
        cast(order_state as string) as order_state,
        cast(status as string) as source_status,
        cast(false as boolean) as is_credit,
        cast(is_business_order as boolean) as is_business_order,
        cast(null as decimal(18, 4)) as stated_unit_cost,
        cast(ship_country as string) as ship_country,
        cast(ship_state as string) as ship_region,
        cast(ship_city as string) as ship_city,
        cast(ship_postal_code as string) as ship_postal_code,
        cast(line_key as string) as line_key,
        -- numbers the lines of a day with an equal key; the order uses the values of the line first, so that
        -- the numbers do not depend on how the source was cut into files
        row_number() over (
            partition by order_date, line_key
            order by
                amount nulls last, quantity nulls last, status nulls last, size nulls last,
                category nulls last, is_business_order nulls last, style nulls last, currency nulls last,
                partner_id nulls last, channel nulls last, ship_country nulls last,
                ship_state nulls last, ship_city nulls last, ship_postal_code nulls last,
                file_id nulls last, record_number nulls last
        ) as occurrence,
        cast(file_id as bigint) as file_id,
        cast(record_number as bigint) as record_number
    from described

)

select * from final
