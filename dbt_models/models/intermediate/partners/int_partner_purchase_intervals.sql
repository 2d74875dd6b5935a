{%- set min_order_days = var('partner_rhythm_min_order_days') -%}
with daily as (

    -- a day with nothing but credits is no order day
    select * from {{ ref('int_partner_daily') }}
    where order_count > 0

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

-- one row per order day up to the as-of date, with the days since the partner's previous order day
dated as (

    select
        daily.feed,
        daily.partner_id,
        daily.currency,
        daily.order_date,
        feeds.as_of_date,
        {{ date_difference(
            'lag(daily.order_date) over (partition by daily.feed, daily.partner_id, daily.currency order by daily.order_date nulls last)',
            'daily.order_date', 'day'
        ) }} as interval_days
    from daily
    inner join feeds
        on daily.feed = feeds.feed
    where daily.order_date <= feeds.as_of_date

),

summed as (

    select
        feed,
        partner_id,
        currency,
        as_of_date,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(*) as order_day_count,
        percentile_cont(0.5) within group (order by interval_days) as median_interval_days
    from dated
    group by feed, partner_id, currency, as_of_date

),

compared as (

    select
        *,
        {{ date_difference('last_order_date', 'as_of_date', 'day') }} as days_since_last_order
    from summed

),

-- with too few order days there is no typical interval to compare with
final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(first_order_date as date) as first_order_date,
        cast(last_order_date as date) as last_order_date,
        cast(order_day_count as bigint) as order_day_count,
        cast(days_since_last_order as integer) as days_since_last_order,
        case
            when order_day_count >= {{ min_order_days }}
                then cast(median_interval_days as double)
        end as median_interval_days,
        case
            when order_day_count >= {{ min_order_days }}
                then round(
                    {{ safe_divide('days_since_last_order', 'median_interval_days') }}, 6
                )
        end as interval_ratio
    from compared

)

select * from final
