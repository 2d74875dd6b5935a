with source as (

    select * from {{ source('raw', 'order_lines') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

final as (

    select
        file_id,
        record_number,
        order_id,
        line_id,
        cast(ordered_at as date) as order_date,
        ordered_at,
        channel,
        partner_id,
        customer_id,
        sku,
        quantity,
        {{ round_money(units_times('quantity', 'unit_price'), 'upper(currency)') }} as list_amount,
        {{ round_money('discount_amount', 'upper(currency)') }} as discount_amount,
        {{ round_money('tax_amount', 'upper(currency)') }} as tax_amount,
        {{ round_money('amount', 'upper(currency)') }} as stated_amount,
        unit_cost,
        upper(currency) as currency,
        status,
        coalesce(line_kind, 'goods') as line_kind,
        ship_country,
        ship_region,
        ship_city,
        ship_postal_code
    from source

)

select * from final
