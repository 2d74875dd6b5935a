{%- set min_order_days = var('customer_rhythm_min_orders') -%}
with purchases as (

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
    from purchases

),

with_previous_day as (

    select
        *,
        lag(order_date) over (
            partition by feed, customer_id
            order by order_date nulls last
        ) as previous_order_date
    from order_days

),

-- the interval of the first order day is null, because no order day precedes it
intervals as (

    select
        feed,
        customer_id,
        {{ date_difference('previous_order_date', 'order_date', 'day') }} as interval_days
    from with_previous_day

),

summed as (

    select
        feed,
        customer_id,
        count(*) as order_day_count,
        percentile_cont(0.5) within group (order by interval_days) as median_interval_days,
        max(interval_days) as longest_interval_days
    from intervals
    group by feed, customer_id

),

-- with too few order days there is no typical interval to compare with
limited as (

    select
        summed.feed,
        summed.customer_id,
        summed.order_day_count,
        facts.recency_days,
        summed.longest_interval_days,
        summed.order_day_count >= {{ min_order_days }} as has_enough_order_days,
        case
            when summed.order_day_count >= {{ min_order_days }} then summed.median_interval_days
        end as median_interval_days
    from summed
    inner join facts
        on
            summed.feed = facts.feed
            and summed.customer_id = facts.customer_id

),

compared as (

    select
        *,
        {{ safe_divide('recency_days', 'median_interval_days') }} as interval_ratio
    from limited

),

-- a customer is late only after a wait longer than the longest interval so far; dim_customer_segments
-- publishes the signal, where 'on rhythm' means within the usual interval
final as (

    select
        cast(feed as string) as feed,
        cast(customer_id as string) as customer_id,
        cast(order_day_count as bigint) as order_day_count,
        cast(median_interval_days as decimal(9, 1)) as median_interval_days,
        case when has_enough_order_days then cast(longest_interval_days as integer) end
            as longest_interval_days,
        cast(interval_ratio as double) as interval_ratio,
        case
            when not has_enough_order_days then null
            when recency_days <= longest_interval_days then 'on rhythm'
            when interval_ratio > {{ var('customer_rhythm_silent_ratio') }} then 'silent'
            when interval_ratio > {{ var('customer_rhythm_late_ratio') }} then 'late'
            else 'on rhythm'
        end as churn_signal
    from compared

)

select * from final
