with periods as (

    select * from {{ ref('int_partner_periods') }}

),

partners as (

    select * from {{ ref('dim_partners') }}
    where monthly_target_amount is not null

),

days as (

    select
        date_day,
        cast(count(*) over (partition by month_start_date) as double) as days_in_month
    from {{ ref('dim_dates') }}

),

-- valid_to is the first day on which a version no longer applies; a target without a currency applies to
-- every currency
daily_targets as (

    select
        periods.feed,
        periods.partner_id,
        periods.currency,
        periods.period_name,
        periods.period_days,
        days.date_day,
        partners.monthly_target_amount / days.days_in_month as daily_target_amount
    from periods
    inner join partners
        on
            periods.partner_id = partners.partner_id
            and (partners.currency is null or periods.currency = partners.currency)
    inner join days
        on
            days.date_day between periods.period_from_date and periods.as_of_date
            and partners.valid_from <= days.date_day
            and (partners.valid_to is null or partners.valid_to > days.date_day)

),

-- a period has a target only when each of its days has one
final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(period_name as string) as period_name,
        {{ round_money('sum(daily_target_amount)', 'currency') }} as target_amount
    from daily_targets
    group by feed, partner_id, currency, period_name, period_days
    having count(distinct date_day) = period_days

)

select * from final
