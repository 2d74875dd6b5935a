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

final as (

    select
        'amazon_sale_report' as feed,
        order_id,
        order_date,
        cast(null as {{ type_timestamp() }}) as ordered_at,
        channel,
        partner_id,
        cast(null as string) as customer_id,
        product_id,
        sku,
        style,
        size,
        category,
        'goods' as line_kind,
        cast(null as string) as service_kind,
        quantity,
        amount as list_amount,
        cast(null as decimal(18, 2)) as discount_amount,
        cast(null as decimal(18, 2)) as tax_amount,
        amount,
        currency,
        order_state,
        status as source_status,
        false as is_credit,
        is_business_order,
        cast(null as decimal(18, 4)) as stated_unit_cost,
        ship_country,
        ship_state as ship_region,
        ship_city,
        ship_postal_code,
        line_key,
        row_number() over (
            partition by order_date, line_key
            order by
                amount nulls last, quantity nulls last, status nulls last, size nulls last,
                category nulls last, is_business_order nulls last, style nulls last, currency,
                partner_id nulls last, channel nulls last, ship_country nulls last,
                ship_state nulls last, ship_city nulls last, ship_postal_code nulls last,
                file_id, record_number
        ) as occurrence,
        file_id,
        record_number
    from described

)

select * from final
