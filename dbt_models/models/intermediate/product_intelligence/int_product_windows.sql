{{ config(materialized='table') }}

with order_items as (

    select * from {{ ref('fct_order_items') }}
    where line_kind = 'goods' and product_id is not null

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

-- window 0 ends on the as-of date, window 1 is the one before, and window -1 holds the days after it
windowed as (

    select
        order_items.*,
        order_items.is_kept and not order_items.is_credit and order_items.quantity > 0 as is_kept_sale,
        cast(floor(
            {{ date_difference('order_items.order_date', 'feeds.as_of_date', 'day') }}
            / cast({{ var('product_window_days') }} as double)
        ) as integer) as window_index
    from order_items
    inner join feeds
        on order_items.feed = feeds.feed

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        cast(window_index as integer) as window_index,
        max(upper(sku)) as sku,
        max(style) as style,
        max(size) as size,
        max(category) as category,
        min(case when is_kept_sale then order_date end) as first_sale_date,
        max(case when is_kept_sale then order_date end) as last_sale_date,
        cast(count(case when not is_credit then 1 end) as bigint) as line_count,
        cast(count(case when order_state = 'cancelled' then 1 end) as bigint) as cancelled_lines,
        cast(count(case when order_state = 'delivered' then 1 end) as bigint) as delivered_lines,
        cast(count(case when order_state = 'returned' and not is_credit then 1 end) as bigint)
            as returned_lines,
        cast(count(case when is_credit then 1 end) as bigint) as credit_lines,
        cast(count(case when is_kept_sale then 1 end) as bigint) as sale_lines,
        {{ units('coalesce(sum(case when is_kept_sale then quantity end), 0)') }} as sold_units,
        {{ units('coalesce(sum(case when is_credit then -quantity end), 0)') }} as credited_units,
        {{ units("coalesce(sum(case when order_state = 'pending' then quantity end), 0)") }}
            as pending_units,
        {{ money('coalesce(sum(case when not is_credit then amount end), 0)') }} as booked_amount,
        {{ money('coalesce(sum(case when is_kept then amount end), 0)') }} as kept_amount
    from windowed
    group by feed, currency, product_id, window_index

)

select * from final
