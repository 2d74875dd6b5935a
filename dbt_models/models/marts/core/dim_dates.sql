with feeds as (

    select * from {{ ref('dim_feeds') }}

),

events as (

    select * from {{ ref('stg_events') }}

),

-- whole calendar years, from the first to the last day with orders of any feed
span as (

    select
        cast(date_trunc('year', min(first_date)) as date) as first_day,
        {{ add_days("date_trunc('year', max(last_date)) + interval '1' year", -1) }} as last_day
    from feeds

),

days as (

    {{ days_between('span', 'first_day', 'last_day') }}

),

events_per_day as (

    select
        event_date,
        {{ sorted_words('event_name') }} as event_name,
        bool_or(event_kind = 'sale day') as is_sale_day,
        bool_or(event_kind = 'holiday') as is_holiday
    from events
    group by event_date

),

final as (

    select
        cast(days.date_day as date) as date_day,
        cast(date_trunc('month', days.date_day) as date) as month_start_date,
        cast(date_trunc('quarter', days.date_day) as date) as quarter_start_date,
        cast(date_trunc('year', days.date_day) as date) as year_start_date,
        cast(year(days.date_day) as integer) as year_number,
        cast(quarter(days.date_day) as integer) as quarter_number,
        cast(month(days.date_day) as integer) as month_number,
        cast(day(days.date_day) as integer) as day_of_month,
        {{ day_of_week('days.date_day') }} as day_of_week,
        {{ day_of_week('days.date_day') }} >= 6 as is_weekend,
        cast(events_per_day.event_name as string) as event_name,
        coalesce(events_per_day.is_sale_day, false) as is_sale_day,
        coalesce(events_per_day.is_holiday, false) as is_holiday
    from days
    left join events_per_day
        on days.date_day = events_per_day.event_date

)

select * from final
order by date_day nulls last
