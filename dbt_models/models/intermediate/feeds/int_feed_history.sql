{%- set full_share = var('partial_day_share') -%}
{%- set stray_share = var('straggler_share') -%}
with days as (

    select * from {{ ref('int_feed_days') }}

),

classified as (

    select
        *,
        is_in_history and coalesce(share_of_days_before, 1) >= {{ full_share }} as is_full,
        is_in_history and coalesce(share_of_days_before, 1) >= {{ stray_share }} as is_traded_last,
        is_in_history and coalesce(share_of_days_after, 1) >= {{ stray_share }} as is_traded_first
    from days

),

edges as (

    select
        feed,
        min(order_date) as first_date,
        max(order_date) as last_date,
        sum(line_count) as line_count,
        min(case when is_traded_first then order_date end) as first_traded_date,
        max(case when is_full then order_date end) as last_full_date
    from classified
    group by feed

),

joined as (

    select
        classified.*,
        edges.first_date,
        edges.last_date,
        edges.line_count as feed_line_count,
        edges.first_traded_date,
        edges.last_full_date
    from classified
    inner join edges
        on classified.feed = edges.feed

),

summed as (

    select
        feed,
        first_date,
        last_date,
        feed_line_count,
        first_traded_date,
        last_full_date,
        max(case when order_date = first_traded_date then share_of_days_after end)
            as share_of_first_day,
        count(case when order_date > last_full_date and is_traded_last then 1 end) as smaller_days,
        max(case when order_date > last_full_date and is_traded_last then order_date end)
            as last_smaller_date
    from joined
    group by feed, first_date, last_date, feed_line_count, first_traded_date, last_full_date

),

-- more small days in a row than a delivery leaves incomplete are a business that has become smaller
dated as (

    select
        *,
        case
            when share_of_first_day < {{ full_share }} then {{ add_days('first_traded_date', 1) }}
            else first_traded_date
        end as first_complete_date,
        case
            when
                smaller_days > {{ var('partial_day_max_days') }}
                and smaller_days
                >= {{ var('partial_day_min_active_share') }}
                * {{ date_difference('last_full_date', 'last_smaller_date', 'day') }}
                then last_smaller_date
            else last_full_date
        end as as_of_date
    from summed

),

-- a feed with one day only has that day
final as (

    select
        cast(feed as string) as feed,
        cast(first_date as date) as first_date,
        cast(last_date as date) as last_date,
        cast(least(first_complete_date, as_of_date) as date) as first_complete_date,
        cast(as_of_date as date) as as_of_date,
        cast(feed_line_count as bigint) as line_count
    from dated

)

select * from final
