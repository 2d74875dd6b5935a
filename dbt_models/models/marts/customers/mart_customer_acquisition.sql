with cohorts as (

    select * from {{ ref('mart_cohort_analysis') }}
    where months_since = 0

),

costs as (

    select * from {{ ref('fct_acquisition_costs') }}

),

rates as (

    select * from {{ ref('int_fx_periods') }}

),

new_customers as (

    select
        feed,
        cohort_month,
        sum(cohort_size) as new_customers
    from cohorts
    group by feed, cohort_month

),

-- the span of days for which spend by day is on record
known_days as (

    select
        feed,
        min(first_date) as first_known_date,
        max(last_date) as last_known_date
    from costs
    where stated_by = 'day'
    group by feed

),

-- each amount is needed in every currency in which the feed won customers in that month
matched as (

    select
        costs.feed,
        costs.spend_month,
        costs.stated_by,
        costs.last_date,
        costs.currency as spend_currency,
        costs.amount,
        cohorts.currency
    from costs
    inner join cohorts
        on
            costs.feed = cohorts.feed
            and costs.spend_month = cohorts.cohort_month

),

converted as (

    select
        matched.*,
        case
            when matched.spend_currency = matched.currency then matched.amount
            else {{ money_times('matched.amount', 'rates.rate') }}
        end as converted_amount
    from matched
    left join rates
        on
            matched.spend_currency = rates.from_currency
            and matched.currency = rates.to_currency
            and matched.last_date >= rates.valid_from
            and matched.last_date < rates.valid_before

),

spent as (

    select
        feed,
        spend_month,
        currency,
        sum(converted_amount) as spend_amount,
        min(case when converted_amount is null then spend_currency end) as unpriced_currency,
        count(case when stated_by = 'day' then 1 end) > 0 as is_stated_by_day
    from converted
    group by feed, spend_month, currency

),

-- the first reason that applies is stated
joined as (

    select
        cohorts.feed,
        cohorts.currency,
        cohorts.cohort_month,
        cohorts.as_of_date,
        cohorts.cohort_size,
        new_customers.new_customers,
        cast(spent.spend_amount as double) / new_customers.new_customers as cost_per_customer,
        case
            when cohorts.is_left_censored
                then
                    'The first month of the feed holds customers won before it, whom its spend did '
                    || 'not win.'
            when cohorts.is_censored
                then
                    'The month is known to ' || cast(cohorts.as_of_date as string)
                    || ' only: neither its customers nor its spend are complete.'
            when spent.feed is null
                then 'No acquisition cost of this cohort is on record.'
            when
                spent.is_stated_by_day
                and (
                    known_days.first_known_date > cohorts.cohort_month
                    or cast({{ dbt.dateadd('month', 1, 'cohorts.cohort_month') }} as date)
                    > {{ add_days('known_days.last_known_date', 1) }}
                )
                then
                    'Spend by day is on record from '
                    || cast(known_days.first_known_date as string) || ' to '
                    || cast(known_days.last_known_date as string) || ' only, which is not the '
                    || 'whole month.'
            when spent.unpriced_currency is not null
                then
                    'A part was spent in ' || spent.unpriced_currency || ', and no exchange rate '
                    || 'into ' || cohorts.currency || ' is known on or before that day.'
        end as unavailable_reason
    from cohorts
    inner join new_customers
        on
            cohorts.feed = new_customers.feed
            and cohorts.cohort_month = new_customers.cohort_month
    left join spent
        on
            cohorts.feed = spent.feed
            and cohorts.cohort_month = spent.spend_month
            and cohorts.currency = spent.currency
    left join known_days
        on cohorts.feed = known_days.feed

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(cohort_month as date) as cohort_month,
        cast(as_of_date as date) as as_of_date,
        cast(cohort_size as bigint) as cohort_size,
        cast(new_customers as bigint) as new_customers,
        case
            when unavailable_reason is null
                then {{ round_money('cost_per_customer * cohort_size', 'currency') }}
        end as spend_amount,
        case
            when unavailable_reason is null
                then {{ round_money('cost_per_customer', 'currency') }}
        end as cost_per_customer,
        cast(unavailable_reason as string) as unavailable_reason
    from joined

)

select * from final
