with lines as (

    select * from {{ ref('stg_order_lines') }}

),

-- a negative line of an order that was never shipped reverses nothing and is no credit; an amount that
-- the line states wins over quantity times price
classified as (

    select
        *,
        coalesce(stated_amount, list_amount - coalesce(discount_amount, 0)) as amount,
        (quantity < 0 or coalesce(stated_amount, 0) < 0)
        and status in ('shipped', 'delivered', 'returned') as is_credit
    from lines

),

final as (

    select
        'order_lines' as feed,
        cast(order_id as string) as order_id,
        cast(order_date as date) as order_date,
        cast(ordered_at as {{ type_timestamp() }}) as ordered_at,
        cast(channel as string) as channel,
        cast(partner_id as string) as partner_id,
        cast(customer_id as string) as customer_id,
        upper(sku) as product_id,
        cast(sku as string) as sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        cast(line_kind as string) as line_kind,
        case when line_kind = 'service' then 'other' end as service_kind,
        -- the goods of a credit come back only when the line says so: any other credit pays money back
        case
            when is_credit and status <> 'returned' then {{ units('0') }}
            else {{ units('quantity') }}
        end as quantity,
        {{ money('list_amount') }} as list_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('amount') }} as amount,
        cast(currency as string) as currency,
        case when is_credit then 'returned' else status end as order_state,
        cast(status as string) as source_status,
        cast(is_credit as boolean) as is_credit,
        cast(null as boolean) as is_business_order,
        cast(unit_cost as decimal(18, 4)) as stated_unit_cost,
        cast(ship_country as string) as ship_country,
        cast(ship_region as string) as ship_region,
        cast(ship_city as string) as ship_city,
        cast(ship_postal_code as string) as ship_postal_code,
        {{ text_key(['channel', 'order_id', 'line_id']) }} as line_key,
        cast(1 as integer) as occurrence,
        cast(file_id as bigint) as file_id,
        cast(record_number as bigint) as record_number
    from classified

)

select * from final
