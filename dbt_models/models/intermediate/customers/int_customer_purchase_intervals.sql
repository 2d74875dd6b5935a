with orders as (

    select * from {{ ref('int_customer_orders') }}
    where is_purchase

),

facts as (

    select * from {{ ref('int_customer_facts') }}

),

order_days as (

    select distinct
        feed,
        customer_id,
        order_date
    from orders

),

with_previous as (

    select
        *,
        lag(order_date) over (
            partition by feed, customer_id
            order by order_date nulls last
        ) as previous_order_date
    from order_days

),

gaps as (

    select
        feed,
        customer_id,
        {{ date_difference('previous_order_date', 'order_date', 'day') }} as gap_days
    from with_previous

),

summed as (

    select
        feed,
        customer_id,
        count(*) as order_day_count,
        percentile_cont(0.5) within group (order by gap_days) as typical_gap_days,
        max(gap_days) as longest_gap_days
    from gaps
    group by feed, customer_id

),

-- too few order days give no interval to compare with
limited as (

    select
        summed.feed,
        summed.customer_id,
        summed.order_day_count,
        facts.recency_days,
        summed.longest_gap_days,
        summed.order_day_count >= {{ var('customer_rhythm_min_orders') }} as has_intervals,
        case
            when summed.order_day_count >= {{ var('customer_rhythm_min_orders') }}
                then summed.typical_gap_days
        end as typical_gap_days
    from summed
    inner join facts
        on
            summed.feed = facts.feed
            and summed.customer_id = facts.customer_id

),

compared as (

    select
        *,
        {{ safe_divide('recency_days', 'typical_gap_days') }} as interval_ratio
    from limited

),

-- nobody is late before the days since the last purchase exceed the longest gap so far
final as (

    select
        cast(feed as string) as feed,
        cast(customer_id as string) as customer_id,
        cast(order_day_count as bigint) as order_day_count,
        cast(typical_gap_days as decimal(9, 1)) as typical_gap_days,
        case when has_intervals then cast(longest_gap_days as integer) end as longest_gap_days,
        cast(interval_ratio as double) as interval_ratio,
        case
            when not has_intervals then null
            when recency_days <= longest_gap_days then 'on rhythm'
            when interval_ratio > {{ var('customer_rhythm_silent_ratio') }} then 'silent'
            when interval_ratio > {{ var('customer_rhythm_late_ratio') }} then 'late'
            else 'on rhythm'
        end as churn_signal
    from compared

)

select * from final
