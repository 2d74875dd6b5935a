{%- set window_days = var('partial_day_window_days') -%}
{%- set before = "rows between " ~ window_days ~ " preceding and 1 preceding" -%}
{%- set after = "rows between 1 following and " ~ window_days ~ " following" -%}
with daily_sales as (

    select * from {{ ref('agg_daily_sales') }}

),

per_day as (

    select
        feed,
        order_date,
        sum(line_count) as line_count
    from daily_sales
    group by feed, order_date

),

-- the days are compared with the nearest days that traded, so that a far date is compared with them too
compared as (

    select
        *,
        row_number() over (partition by feed order by order_date nulls last) as day_number,
        count(*) over (partition by feed) as day_count,
        {{ date_difference(
            'lag(order_date) over (partition by feed order by order_date nulls last)', 'order_date', 'day'
        ) }} as gap_days,
        {{ median_over('line_count', 'feed', 'order_date', before) }} as median_lines_before,
        {{ median_over('line_count', 'feed', 'order_date', after) }} as median_lines_after
    from per_day

),

-- the middle half of the days shows how often a feed trades, whatever its first and last dates are
traded as (

    select
        feed,
        percentile_cont(0.5) within group (order by gap_days) as median_gap_days,
        cast(count(case
            when 4 * day_number > day_count and 4 * day_number <= 3 * day_count + 3 then 1
        end) as double)
        / ({{ date_difference(
            'min(case when 4 * day_number > day_count then order_date end)',
            'max(case when 4 * day_number <= 3 * day_count + 3 then order_date end)', 'day'
        ) }} + 1) >= {{ var('partial_day_min_active_share') }} as trades_daily
    from compared
    group by feed

),

-- a long pause, in terms of the feed's own pauses, begins a new run of days
numbered as (

    select
        compared.*,
        traded.trades_daily,
        sum(case
            when
                compared.gap_days > {{ window_days }}
                and compared.gap_days > {{ var('straggler_gap_ratio') }} * traded.median_gap_days
                then 1
            else 0
        end) over (
            partition by compared.feed order by compared.order_date nulls last
            rows between unbounded preceding and current row
        ) as run_number
    from compared
    inner join traded
        on compared.feed = traded.feed

),

counted as (

    select
        *,
        count(*) over (partition by feed, run_number) as run_days
    from numbered

),

-- a run of few days, such as an order with a wrong year, is not the feed's history
settled as (

    select
        *,
        run_days >= least(
            {{ var('straggler_run_days') }}, max(run_days) over (partition by feed)
        ) as is_in_history
    from counted

),

final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(line_count as bigint) as line_count,
        cast(trades_daily as boolean) as trades_daily,
        cast(is_in_history as boolean) as is_in_history,
        cast(case when trades_daily then line_count / median_lines_before end as double)
            as share_of_days_before,
        cast(case when trades_daily then line_count / median_lines_after end as double)
            as share_of_days_after
    from settled

)

select * from final
