with partners_with_sales as (

    select distinct
        feed,
        partner_id,
        currency
    from {{ ref('agg_daily_sales') }}
    where line_kind = 'goods' and partner_id is not null

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

dated as (

    select
        partners_with_sales.*,
        feeds.as_of_date,
        feeds.first_complete_date as history_from_date,
        cast({{ dbt.date_trunc('quarter', 'feeds.as_of_date') }} as date) as quarter_start_date,
        cast({{ dbt.date_trunc('year', 'feeds.as_of_date') }} as date) as year_start_date
    from partners_with_sales
    inner join feeds
        on partners_with_sales.feed = feeds.feed

),

periods as (

    select
        *,
        '30_days' as period_name,
        {{ add_days('as_of_date', -29) }} as period_from_date,
        {{ add_days('as_of_date', -59) }} as previous_from_date
    from dated
    union all
    select
        *,
        '90_days' as period_name,
        {{ add_days('as_of_date', -89) }} as period_from_date,
        {{ add_days('as_of_date', -179) }} as previous_from_date
    from dated
    union all
    select
        *,
        'quarter_to_date' as period_name,
        quarter_start_date as period_from_date,
        cast({{ dbt.dateadd('quarter', -1, 'quarter_start_date') }} as date) as previous_from_date
    from dated
    union all
    select
        *,
        'year_to_date' as period_name,
        year_start_date as period_from_date,
        cast({{ dbt.dateadd('year', -1, 'year_start_date') }} as date) as previous_from_date
    from dated

),

-- the previous period starts one period earlier and has as many days, but ends before the period begins:
-- at the end of a quarter or year that is longer than the one before, it is shorter than the period
final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(period_name as string) as period_name,
        cast(as_of_date as date) as as_of_date,
        cast(history_from_date as date) as history_from_date,
        cast(period_from_date as date) as period_from_date,
        {{ date_difference('period_from_date', 'as_of_date', 'day') }} + 1 as period_days,
        cast(previous_from_date as date) as previous_from_date,
        least(
            {{ add_days('previous_from_date', date_difference('period_from_date', 'as_of_date', 'day')) }},
            {{ add_days('period_from_date', -1) }}
        ) as previous_to_date,
        period_from_date >= history_from_date as is_complete,
        previous_from_date >= history_from_date as is_previous_complete
    from periods

)

select * from final
