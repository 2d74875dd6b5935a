with windows as (

    select * from {{ ref('int_product_windows') }}

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        max(sku) as sku,
        max(style) as style,
        max(size) as size,
        max(category) as category,
        cast(min(first_sale_date) as date) as first_sale_date,
        cast(max(last_sale_date) as date) as last_sale_date,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(cancelled_lines) as bigint) as cancelled_lines,
        cast(sum(delivered_lines) as bigint) as delivered_lines,
        cast(sum(returned_lines) as bigint) as returned_lines,
        cast(sum(credit_lines) as bigint) as credit_lines,
        cast(sum(sale_lines) as bigint) as sale_lines,
        {{ units('sum(sold_units)') }} as sold_units,
        {{ units('sum(credited_units)') }} as credited_units,
        {{ units('sum(pending_units)') }} as pending_units,
        {{ money('sum(booked_amount)') }} as booked_amount,
        {{ money('sum(kept_amount)') }} as kept_amount
    from windows
    group by feed, currency, product_id

)

select * from final
