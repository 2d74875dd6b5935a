{{ config(materialized='table') }}

{%- set window_days = 2 * finance_long_days() -%}
with source_days as (

    select * from {{ source('raw', 'day_fingerprints') }}

),

feeds as (

    select * from {{ ref('int_feed_history') }}

),

-- a lone early order or a partial first day is no history that an average could be taken over
dated as (

    select
        source_days.feed,
        source_days.order_date,
        source_days.fingerprint,
        {{ date_difference('feeds.first_complete_date', 'source_days.order_date', 'day') }} + 1
            as days_since_first
    from source_days
    left join feeds
        on source_days.feed = feeds.feed

),

-- each day with every day that its averages read, one row per pair
windowed as (

    select
        dated.feed,
        dated.order_date,
        greatest(least(coalesce(dated.days_since_first, 0), {{ window_days }}), 0) as history_days,
        {{ text_key(['source_days.order_date', 'source_days.fingerprint']) }} as day_and_fingerprint
    from dated
    inner join source_days
        on
            dated.feed = source_days.feed
            and dated.order_date >= source_days.order_date
            and source_days.order_date > {{ add_days('dated.order_date', -window_days) }}

),

final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(history_days as integer) as history_days,
        md5(cast(history_days as string) || '|' || {{ sorted_words('day_and_fingerprint') }})
            as source_fingerprint
    from windowed
    group by feed, order_date, history_days

)

select * from final
