with lines as (

    select * from {{ ref('stg_order_lines') }}

),

classified as (

    select
        *,
        list_amount - discount_amount as amount,
        quantity < 0 and status in ('shipped', 'delivered', 'returned') as is_credit
    from lines

),

final as (

    select
        'order_lines' as feed,
        order_id,
        order_date,
        ordered_at,
        channel,
        coalesce(partner_id, channel) as partner_id,
        customer_id,
        upper(sku) as product_id,
        sku,
        cast(null as string) as style,
        cast(null as string) as size,
        cast(null as string) as category,
        line_kind,
        case when line_kind = 'service' then 'other' end as service_kind,
        quantity,
        list_amount,
        discount_amount,
        tax_amount,
        amount,
        currency,
        case when is_credit then 'returned' else status end as order_state,
        status as source_status,
        is_credit,
        cast(null as boolean) as is_business_order,
        unit_cost as stated_unit_cost,
        ship_country,
        ship_region,
        ship_city,
        ship_postal_code,
        {{ text_key(['order_id', 'line_id']) }} as line_key,
        1 as occurrence,
        file_id,
        record_number
    from classified

)

select * from final
