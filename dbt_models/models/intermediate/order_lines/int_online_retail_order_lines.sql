with lines as (

    select * from {{ ref('stg_online_retail') }}

),

-- pieces that leave without a price and without a credit note are stock written off; a positive line of
-- a credit note is a charge, not a credit
classified as (

    select
        *,
        case
            when quantity < 0 and unit_price = 0 and not is_credit_note then 'stock_adjustment'
            when is_adjustment_note then 'bad_debt'
            else {{ service_kind('stock_code', 'online_retail') }}
        end as service_kind,
        is_credit_note and amount < 0 as is_credit,
        {{ text_key(['invoice', 'stock_code', 'quantity', 'unit_price']) }} as line_key
    from lines

),

final as (

    select
        'online_retail' as feed,
        cast(invoice as string) as order_id,
        cast(order_date as date) as order_date,
        cast(invoiced_at as {{ type_timestamp() }}) as ordered_at,
        'Online Retail' as channel,
        cast(null as string) as partner_id,
        cast(customer_code as string) as customer_id,
        upper(stock_code) as product_id,
        cast(stock_code as string) as sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        case when service_kind is null then 'goods' else 'service' end as line_kind,
        cast(service_kind as string) as service_kind,
        {{ units('quantity') }} as quantity,
        {{ money('amount') }} as list_amount,
        cast(null as decimal(18, 4)) as discount_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        {{ money('amount') }} as amount,
        '{{ var("online_retail_currency") }}' as currency,
        case
            when service_kind = 'stock_adjustment' then 'lost'
            when is_credit then 'returned'
            else 'shipped'
        end as order_state,
        cast(null as string) as source_status,
        cast(is_credit as boolean) as is_credit,
        cast(null as boolean) as is_business_order,
        cast(null as decimal(18, 4)) as stated_unit_cost,
        cast(country as string) as ship_country,
        cast(null as string) as ship_region,
        cast(null as string) as ship_city,
        cast(null as string) as ship_postal_code,
        cast(line_key as string) as line_key,
        -- numbers the lines of a day with an equal key; the order uses the values of the line first, so that
        -- the numbers do not depend on how the source was cut into files
        row_number() over (
            partition by order_date, line_key
            order by
                invoiced_at nulls last, description nulls last, customer_code nulls last, country nulls last,
                file_id nulls last, record_number nulls last
        ) as occurrence,
        cast(file_id as bigint) as file_id,
        cast(record_number as bigint) as record_number
    from classified

)

select * from final
