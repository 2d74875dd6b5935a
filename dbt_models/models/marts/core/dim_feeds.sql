with daily_sales as (

    select * from {{ ref('agg_daily_sales') }}

),

order_items as (

    select * from {{ ref('fct_order_items') }}

),

per_day as (

    select
        feed,
        order_date,
        sum(line_count) as line_count
    from daily_sales
    group by feed, order_date

),

per_feed as (

    select
        feed,
        min(order_date) as first_date,
        max(order_date) as last_date,
        sum(line_count) as line_count,
        count(*) as active_days,
        percentile_cont(0.5) within group (order by line_count) as median_lines,
        max_by(line_count, order_date) as last_lines,
        min_by(line_count, order_date) as first_lines
    from per_day
    group by feed

),

coverage as (

    select
        feed,
        count(customer_id) > 0 as has_customers,
        count(unit_cost) > 0 as has_costs,
        bool_or(order_state = 'cancelled') as has_cancelled_state,
        bool_or(order_state = 'pending') as has_pending_state,
        bool_or(order_state = 'shipped') as has_shipped_state,
        bool_or(order_state = 'delivered') as has_delivered_state,
        bool_or(order_state = 'returned') as has_returned_state,
        -- stock that is written off is a lost service line and says nothing about deliveries
        bool_or(order_state = 'lost' and line_kind = 'goods') as has_lost_state,
        {{ sorted_words('currency') }} as currency
    from order_items
    group by feed

),

-- only a feed that trades on most days has partial days: on the others, a day with few lines is normal
measured as (

    select
        *,
        active_days >= {{ var('partial_day_min_active_share') }}
        * ({{ date_difference('first_date', 'last_date', 'day') }} + 1) as trades_daily
    from per_feed

),

flagged as (

    select
        *,
        trades_daily
        and first_lines < {{ var('partial_day_share') }} * median_lines as is_first_day_partial,
        trades_daily
        and last_lines < {{ var('partial_day_share') }} * median_lines as is_last_day_partial
    from measured

),

final as (

    select
        cast(flagged.feed as string) as feed,
        cast(flagged.first_date as date) as first_date,
        cast(flagged.last_date as date) as last_date,
        case
            when flagged.is_last_day_partial and flagged.last_date > flagged.first_date
                then {{ add_days('flagged.last_date', -1) }}
            else flagged.last_date
        end as as_of_date,
        cast(flagged.is_first_day_partial as boolean) as is_first_day_partial,
        cast(flagged.is_last_day_partial as boolean) as is_last_day_partial,
        cast(coverage.has_customers as boolean) as has_customers,
        cast(coverage.has_costs as boolean) as has_costs,
        cast(coverage.has_cancelled_state as boolean) as has_cancelled_state,
        cast(coverage.has_pending_state as boolean) as has_pending_state,
        cast(coverage.has_shipped_state as boolean) as has_shipped_state,
        cast(coverage.has_delivered_state as boolean) as has_delivered_state,
        cast(coverage.has_returned_state as boolean) as has_returned_state,
        cast(coverage.has_lost_state as boolean) as has_lost_state,
        cast(coverage.currency as string) as currency,
        cast(flagged.line_count as bigint) as line_count
    from flagged
    inner join coverage
        on flagged.feed = coverage.feed

)

select * from final
