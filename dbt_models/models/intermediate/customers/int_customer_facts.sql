{{ config(materialized='table') }}

with orders as (

    select * from {{ ref('int_customer_orders') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

-- customers of a feed are compared in one currency: the feed's own, or the reporting currency where the
-- feed has several
feed_currencies as (

    select
        feed,
        count(distinct currency) as currency_count,
        min(currency) as only_currency
    from orders
    group by feed

),

-- customers of the customer list who never bought have a row too
listed as (

    select
        feed,
        customer_id
    from customers
    union
    select
        feed,
        customer_id
    from orders

),

totals as (

    select
        feed,
        customer_id,
        count(distinct case when is_purchase then {{ order_identity() }} end) as frequency,
        min(case when is_purchase then order_date end) as first_order_date,
        max(case when is_purchase then order_date end) as last_order_date,
        sum(quantity) as quantity,
        sum(kept_amount) as kept_amount,
        sum(reporting_kept_amount) as reporting_kept_amount,
        sum(lines_without_rate) as lines_without_rate,
        sum(credit_amount) as credit_amount
    from orders
    group by feed, customer_id

),

final as (

    select
        cast(listed.feed as string) as feed,
        cast(listed.customer_id as string) as customer_id,
        cast(customers.customer_name as string) as customer_name,
        cast(customers.country as string) as country,
        cast(feeds.as_of_date as date) as as_of_date,
        case
            when feed_currencies.currency_count = 1 then feed_currencies.only_currency
            when feed_currencies.currency_count > 1 then '{{ var("reporting_currency") }}'
        end as currency,
        cast(totals.first_order_date as date) as first_order_date,
        cast(totals.last_order_date as date) as last_order_date,
        -- orders on an incomplete last day are later than the as-of date
        case
            when totals.last_order_date > feeds.as_of_date then 0
            else {{ date_difference('totals.last_order_date', 'feeds.as_of_date', 'day') }}
        end as recency_days,
        cast(coalesce(totals.frequency, 0) as bigint) as frequency,
        {{ units('coalesce(totals.quantity, 0)') }} as quantity,
        -- an amount in the reporting currency needs an exchange rate for every line
        case
            when coalesce(totals.frequency, 0) = 0 then null
            when feed_currencies.currency_count = 1 then {{ money('totals.kept_amount') }}
            when totals.lines_without_rate = 0 then {{ money('totals.reporting_kept_amount') }}
        end as monetary,
        case
            when feed_currencies.currency_count = 1
                then {{ money('totals.credit_amount') }}
        end as credit_amount
    from listed
    inner join feeds
        on listed.feed = feeds.feed
    left join customers
        on
            listed.feed = customers.feed
            and listed.customer_id = customers.customer_id
    left join totals
        on
            listed.feed = totals.feed
            and listed.customer_id = totals.customer_id
    left join feed_currencies
        on listed.feed = feed_currencies.feed

)

select * from final
