{{ config(
    materialized='incremental',
    incremental_strategy='changed_windows',
    on_schema_change='fail',
) }}

{%- set short = finance_short_days() -%}
{%- set long = finance_long_days() -%}

with changed_windows as (

    {{ changed_windows() }}

),

daily as (

    select * from {{ ref('int_finance_daily') }}
    where {{ is_within_changed_windows(lookback_days=2 * long - 1) }}

),

numbered as (

    select
        *,
        kept_amount + pending_amount as kept_and_pending_amount,
        -- leakage: booked money that did not stay
        cancelled_amount + returned_amount + lost_amount as leaked_amount,
        {{ date_difference("cast('" ~ var('beginning_of_time') ~ "' as date)", 'order_date', 'day') }}
            as day_number
    from daily

),

-- the windows range over day numbers, not rows, so that they count calendar days: a day without a row
-- adds nothing but is in the window
summed as (

    select
        *,
        sum(booked_amount) over short_window as booked_short,
        sum(kept_amount) over short_window as kept_short,
        sum(kept_and_pending_amount) over short_window as kept_and_pending_short,
        sum(booked_amount) over long_window as booked_long,
        sum(kept_amount) over long_window as kept_long,
        sum(kept_and_pending_amount) over long_window as kept_and_pending_long,
        sum(
            {{ money_times('kept_and_pending_amount', money('kept_and_pending_amount')) }}
        ) over long_window as kept_and_pending_squares_long,
        sum(leaked_amount) over long_window as leaked_long,
        sum(list_amount_of_discounted_lines) over long_window as discountable_long,
        sum(discount_of_lines_with_list_amount) over long_window as discount_long,
        sum(costed_amount) over long_window as costed_long,
        sum(cost_amount) over long_window as cost_long,
        sum(costed_line_count) over long_window as costed_lines_long,
        sum(kept_goods_line_count) over long_window as costable_lines_long,
        sum(kept_and_pending_amount) over earlier_window as kept_and_pending_earlier,
        sum(cancelled_returned_lost_line_count) over feed_window as feed_leaked_lines,
        sum(stated_discount_line_count) over channel_window as channel_stated_discount_lines,
        sum(line_count) over long_window as lines_long,
        sum(line_count) over earlier_window as lines_earlier
    from numbered
    window
        short_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ short - 1 }} preceding and current row
        ),
        long_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ long - 1 }} preceding and current row
        ),
        earlier_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ 2 * long - 1 }} preceding and {{ long }} preceding
        ),
        channel_window as (
            partition by feed, channel
            order by day_number nulls last
            range between {{ long - 1 }} preceding and current row
        ),
        feed_window as (
            partition by feed
            order by day_number nulls last
            range between {{ long - 1 }} preceding and current row
        )

),

-- the days before the changed ones were read only for their sums
of_changed_windows as (

    select
        summed.*,
        changed_windows.history_days,
        changed_windows.source_fingerprint
    from summed
    inner join changed_windows
        on
            summed.feed = changed_windows.feed
            and summed.order_date = changed_windows.order_date

),

-- costable_line_count, the count of kept lines of goods, keeps its name: to rename a column of this stored
-- table, existing warehouses would need a full refresh
final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(channel as string) as channel,
        cast(category as string) as category,
        cast(line_kind as string) as line_kind,
        cast(currency as string) as currency,
        cast(line_count as bigint) as line_count,
        cast(order_count as bigint) as order_count,
        {{ units('quantity') }} as quantity,
        cast(unpriced_line_count as bigint) as unpriced_line_count,
        cast(kept_goods_line_count as bigint) as costable_line_count,
        cast(costed_line_count as bigint) as costed_line_count,
        {%- for column in [
            'booked_amount', 'cancelled_amount', 'pending_amount', 'shipped_amount',
            'delivered_amount', 'returned_amount', 'credited_amount', 'lost_amount', 'kept_amount',
            'kept_and_pending_amount', 'discount_amount', 'tax_amount', 'costed_amount',
            'cost_amount', 'booked_short', 'kept_short', 'kept_and_pending_short', 'booked_long',
            'kept_long', 'kept_and_pending_long', 'leaked_long', 'discountable_long',
            'discount_long', 'costed_long', 'cost_long', 'kept_and_pending_earlier',
        ] %}
            cast({{ column }} as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(kept_and_pending_squares_long as decimal(38, 4)) as kept_and_pending_squares_long,
        cast(costed_lines_long as bigint) as costed_lines_long,
        cast(costable_lines_long as bigint) as costable_lines_long,
        cast(feed_leaked_lines as bigint) as feed_leaked_lines,
        cast(channel_stated_discount_lines as bigint) as channel_stated_discount_lines,
        cast(lines_long as bigint) as lines_long,
        cast(lines_earlier as bigint) as lines_earlier,
        cast(margin_unavailable_reason as string) as margin_unavailable_reason,
        cast(history_days as integer) as history_days,
        cast(source_fingerprint as string) as source_fingerprint
    from of_changed_windows

)

select * from final
order by order_date nulls last, feed nulls last
