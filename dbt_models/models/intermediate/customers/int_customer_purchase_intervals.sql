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

measured as (

    select
        feed,
        customer_id,
        count(*) as order_day_count,
        percentile_cont(0.5) within group (order by gap_days) as typical_gap_days,
        max(gap_days) as longest_gap_days
    from gaps
    group by feed, customer_id

),

trusted as (

    select
        measured.feed,
        measured.customer_id,
        measured.order_day_count,
        facts.recency_days,
        measured.longest_gap_days,
        measured.order_day_count >= {{ var('customer_rhythm_min_orders') }} as has_rhythm,
        case
            when measured.order_day_count >= {{ var('customer_rhythm_min_orders') }}
                then measured.typical_gap_days
        end as typical_gap_days
    from measured
    inner join facts
        on
            measured.feed = facts.feed
            and measured.customer_id = facts.customer_id

),

compared as (

    select
        *,
        {{ safe_divide('recency_days', 'typical_gap_days') }} as rhythm_ratio
    from trusted

),

-- silence counts only beyond the customer's own longest pause
final as (

    select
        feed,
        customer_id,
        cast(order_day_count as bigint) as order_day_count,
        cast(typical_gap_days as decimal(9, 1)) as typical_gap_days,
        case when has_rhythm then cast(longest_gap_days as integer) end as longest_gap_days,
        cast(rhythm_ratio as double) as rhythm_ratio,
        case
            when not has_rhythm then null
            when recency_days <= longest_gap_days then 'on rhythm'
            when rhythm_ratio > {{ var('customer_rhythm_silent_ratio') }} then 'silent'
            when rhythm_ratio > {{ var('customer_rhythm_late_ratio') }} then 'late'
            else 'on rhythm'
        end as churn_signal
    from compared

)

select * from final
