-- Per feed, each step of the revenue ladder in the summary equals the sum over the order lines.
with summary as (

    select
        feed,
        coalesce(sum(line_count), 0) as line_count,
        sum(booked_amount) as booked_amount,
        sum(cancelled_amount) as cancelled_amount,
        sum(kept_amount) as kept_amount,
        sum(discount_amount) as discount_amount
    from {{ ref('mart_financial_performance_summary') }}
    group by feed

),

order_items as (

    select
        feed,
        count(*) as line_count,
        coalesce(sum(case when not is_credit then amount end), 0) as booked_amount,
        coalesce(sum(case when order_state = 'cancelled' then amount end), 0) as cancelled_amount,
        coalesce(sum(case when is_kept then amount end), 0) as kept_amount,
        sum(discount_amount) as discount_amount
    from {{ ref('fct_order_items') }}
    group by feed

)

select
    coalesce(summary.feed, order_items.feed) as feed,
    summary.line_count,
    order_items.line_count as expected_line_count,
    summary.booked_amount,
    order_items.booked_amount as expected_booked_amount,
    summary.kept_amount,
    order_items.kept_amount as expected_kept_amount
from order_items
full outer join summary
    on order_items.feed = summary.feed
where
    summary.feed is null
    or order_items.feed is null
    or summary.line_count <> order_items.line_count
    or summary.booked_amount <> order_items.booked_amount
    or summary.cancelled_amount <> order_items.cancelled_amount
    or summary.kept_amount <> order_items.kept_amount
    or coalesce(summary.discount_amount, 0) <> coalesce(order_items.discount_amount, 0)
