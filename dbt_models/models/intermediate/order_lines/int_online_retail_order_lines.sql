with lines as (

    select * from {{ ref('stg_online_retail') }}

),

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
        invoice as order_id,
        order_date,
        invoiced_at as ordered_at,
        'Online Retail' as channel,
        'Online Retail' as partner_id,
        customer_code as customer_id,
        upper(stock_code) as product_id,
        stock_code as sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        case when service_kind is null then 'goods' else 'service' end as line_kind,
        service_kind,
        quantity,
        amount as list_amount,
        cast(null as decimal(18, 2)) as discount_amount,
        cast(null as decimal(18, 2)) as tax_amount,
        amount,
        '{{ var("online_retail_currency") }}' as currency,
        case
            when service_kind = 'stock_adjustment' then 'lost'
            when is_credit then 'returned'
            else 'shipped'
        end as order_state,
        cast(null as string) as source_status,
        is_credit,
        cast(null as boolean) as is_business_order,
        cast(null as decimal(18, 4)) as stated_unit_cost,
        country as ship_country,
        cast(null as string) as ship_region,
        cast(null as string) as ship_city,
        cast(null as string) as ship_postal_code,
        line_key,
        row_number() over (
            partition by order_date, line_key
            order by
                invoiced_at, description nulls last, customer_code nulls last, country nulls last,
                file_id, record_number
        ) as occurrence,
        file_id,
        record_number
    from classified

)

select * from final
