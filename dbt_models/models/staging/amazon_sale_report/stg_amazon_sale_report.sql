with source as (

    select * from {{ source('raw', 'amazon_sale_report') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

final as (

    select
        file_id,
        record_number,
        order_id,
        order_date,
        status,
        {{ regex_replace('status', '^Shipped - ', '') }} as last_step,
        fulfilment,
        sales_channel,
        style,
        sku,
        category,
        {{ normal_size('size') }} as size,
        asin,
        quantity,
        currency,
        amount,
        ship_city,
        upper(ship_state) as ship_state,
        ship_postal_code,
        ship_country,
        coalesce(is_b2b, false) as is_business_order
    from source

)

select * from final
