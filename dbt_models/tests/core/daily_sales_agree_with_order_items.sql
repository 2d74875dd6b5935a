-- Per feed, the daily sums hold exactly the lines and the kept and booked amounts of the fact table.
with from_lines as (

    select
        feed,
        count(*) as line_count,
        coalesce(sum(case when not is_credit then amount end), 0) as booked_amount,
        coalesce(sum(case when is_kept then amount end), 0) as kept_amount
    from {{ ref('fct_order_items') }}
    group by feed

),

from_days as (

    select
        feed,
        sum(line_count) as line_count,
        sum(booked_amount) as booked_amount,
        sum(kept_amount) as kept_amount
    from {{ ref('agg_daily_sales') }}
    group by feed

)

select
    from_lines.*,
    from_days.line_count as daily_line_count,
    from_days.booked_amount as daily_booked_amount,
    from_days.kept_amount as daily_kept_amount
from from_lines
full outer join from_days
    on from_lines.feed = from_days.feed
where
    from_lines.feed is null
    or from_days.feed is null
    or from_lines.line_count <> from_days.line_count
    or from_lines.booked_amount <> from_days.booked_amount
    or from_lines.kept_amount <> from_days.kept_amount
