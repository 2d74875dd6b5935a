with orders as (

    select * from {{ ref('int_customer_orders') }}

),

cohorts as (

    select * from {{ ref('int_customer_cohorts') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

goods as (

    select * from {{ ref('fct_order_items') }}
    where line_kind = 'goods' and is_kept

),

days as (

    {{ days_between('feeds', 'first_date', 'as_of_date') }}

),

-- a lone order with a far date adds its own month, not all those between
months as (

    select
        feeds.feed,
        cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as activity_month
    from feeds
    inner join days
        on days.date_day between feeds.first_date and feeds.as_of_date
    union
    select
        feed,
        cast({{ dbt.date_trunc('month', 'order_date') }} as date) as activity_month
    from orders

),

sizes as (

    select
        feed,
        currency,
        cohort_month,
        count(*) as cohort_size
    from cohorts
    group by feed, currency, cohort_month

),

-- one cell for each month from the cohort's own to the feed's last complete day, whether anything was sold or not
cells as (

    select
        sizes.*,
        months.activity_month,
        feeds.as_of_date,
        sizes.cohort_month <= cast({{ dbt.date_trunc('month', 'feeds.first_complete_date') }} as date)
            as is_left_censored,
        cast({{ dbt.dateadd('month', 1, 'months.activity_month') }} as date)
        > {{ add_days('feeds.as_of_date', 1) }} as is_censored
    from sizes
    inner join feeds
        on sizes.feed = feeds.feed
    inner join months
        on
            sizes.feed = months.feed
            and sizes.cohort_month <= months.activity_month

),

dated as (

    select
        orders.*,
        cohorts.cohort_month,
        cast({{ dbt.date_trunc('month', 'orders.order_date') }} as date) as activity_month
    from orders
    inner join cohorts
        on
            orders.feed = cohorts.feed
            and orders.currency = cohorts.currency
            and orders.customer_id = cohorts.customer_id

),

-- what the cohort bought in each month; int_customer_orders holds kept goods only
activity as (

    select
        feed,
        currency,
        cohort_month,
        activity_month,
        count(distinct case when is_purchase then customer_id end) as active_customers,
        count(case when is_purchase then order_id end) as order_count,
        sum(quantity) as quantity,
        sum(kept_amount) as revenue
    from dated
    where activity_month >= cohort_month
    group by feed, currency, cohort_month, activity_month

),

-- credits dated before the customer's first order reverse sales older than the data
earlier_credits as (

    select
        feed,
        currency,
        cohort_month,
        sum(kept_amount) as earlier_credit_amount
    from dated
    where activity_month < cohort_month
    group by feed, currency, cohort_month

),

-- goods bought without a customer id are in no cohort
identified as (

    select
        feed,
        currency,
        {{ safe_divide('sum(case when customer_id is not null then amount end)', 'sum(amount)') }}
            as identified_revenue_share
    from goods
    group by feed, currency

),

filled as (

    select
        cells.*,
        {{ date_difference('cells.cohort_month', 'cells.activity_month', 'month') }} as months_since,
        coalesce(activity.active_customers, 0) as active_customers,
        coalesce(activity.order_count, 0) as order_count,
        coalesce(activity.quantity, 0) as quantity,
        coalesce(activity.revenue, 0) as revenue,
        case
            when cells.activity_month = cells.cohort_month
                then coalesce(earlier_credits.earlier_credit_amount, 0)
            else 0
        end as earlier_credit_amount,
        identified.identified_revenue_share
    from cells
    left join activity
        on
            cells.feed = activity.feed
            and cells.currency = activity.currency
            and cells.cohort_month = activity.cohort_month
            and cells.activity_month = activity.activity_month
    left join earlier_credits
        on
            cells.feed = earlier_credits.feed
            and cells.currency = earlier_credits.currency
            and cells.cohort_month = earlier_credits.cohort_month
    left join identified
        on
            cells.feed = identified.feed
            and cells.currency = identified.currency

),

accumulated as (

    select
        *,
        sum(revenue) over (
            partition by feed, currency, cohort_month
            order by activity_month nulls last
            rows between unbounded preceding and current row
        ) as cumulative_revenue,
        max(case when months_since = 0 then revenue end) over (
            partition by feed, currency, cohort_month
        ) as first_month_revenue
    from filled

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(cohort_month as date) as cohort_month,
        cast(months_since as integer) as months_since,
        cast(activity_month as date) as activity_month,
        cast(as_of_date as date) as as_of_date,
        cast(cohort_size as bigint) as cohort_size,
        cast(active_customers as bigint) as active_customers,
        {{ safe_divide('active_customers', 'cohort_size') }} as retention_share,
        {{ wilson_bound('active_customers', 'cohort_size', 'lower') }} as retention_share_lower,
        {{ wilson_bound('active_customers', 'cohort_size', 'upper') }} as retention_share_upper,
        cast(order_count as bigint) as order_count,
        {{ units('quantity') }} as quantity,
        {{ money('revenue') }} as revenue,
        {{ money('cumulative_revenue') }} as cumulative_revenue,
        {{ money('earlier_credit_amount') }} as earlier_credit_amount,
        {{ round_money('cast(revenue as double) / cohort_size', 'currency') }}
            as revenue_per_cohort_customer,
        {{ round_money('cast(cumulative_revenue as double) / cohort_size', 'currency') }}
            as cumulative_revenue_per_cohort_customer,
        case
            when first_month_revenue > 0 and cohort_size >= {{ var('customer_cohort_min_size') }}
                then {{ safe_divide('revenue', 'first_month_revenue') }}
        end as revenue_retention_share,
        case
            when cohort_size < {{ var('customer_cohort_min_size') }}
                then 'Fewer than {{ var("customer_cohort_min_size") }} customers in the cohort.'
            when coalesce(first_month_revenue, 0) <= 0 then 'Nothing was kept in the first month.'
        end as revenue_retention_unavailable_reason,
        cast(is_censored as boolean) as is_censored,
        case
            when is_censored
                then
                    'The month is complete to ' || cast(as_of_date as string)
                    || ' only: a lower bound.'
        end as censored_reason,
        cast(is_left_censored as boolean) as is_left_censored,
        cohort_size < {{ var('customer_cohort_min_size') }} as is_small_cohort,
        cast(identified_revenue_share as double) as identified_revenue_share
    from accumulated

)

select * from final
