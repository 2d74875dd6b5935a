{{ config(materialized='table') }}

{%- set window_days = 2 * finance_long_days() -%}
with source_days as (

    select * from {{ source('raw', 'day_fingerprints') }}

),

dated as (

    select
        feed,
        order_date,
        fingerprint,
        {{ date_difference('min(order_date) over (partition by feed)', 'order_date', 'day') }} + 1
            as days_since_first
    from source_days

),

-- each day with every day that its averages read, one row per pair
windowed as (

    select
        dated.feed,
        dated.order_date,
        least(dated.days_since_first, {{ window_days }}) as history_days,
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
