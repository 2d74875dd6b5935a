{{ config(
    materialized='incremental',
    incremental_strategy='changed_days',
    on_schema_change='fail',
) }}

with changed_days as (

    {{ changed_days() }}

),

order_items as (

    select * from {{ ref('fct_order_items') }}
    where {{ is_within_changed_days() }}

),

-- the filter above lets the engine skip other days; this join selects the changed days of each feed.
-- returned_value turns the negative amount of a credit into a positive returned amount
of_changed_days as (

    select
        order_items.*,
        case when order_items.is_credit then -order_items.amount else order_items.amount end
            as returned_value
    from order_items
    inner join changed_days
        on
            order_items.feed = changed_days.feed
            and order_items.order_date = changed_days.order_date

),

final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(channel as string) as channel,
        cast(partner_id as string) as partner_id,
        cast(category as string) as category,
        cast(currency as string) as currency,
        cast(line_kind as string) as line_kind,
        cast(count(*) as bigint) as line_count,
        cast(count(distinct case when not is_credit then order_id end) as bigint) as order_count,
        {{ units('sum(quantity)') }} as quantity,
        {{ money("coalesce(sum(case when not is_credit then amount end), 0)") }} as booked_amount,
        {{ money("coalesce(sum(case when order_state = 'cancelled' then amount end), 0)") }}
            as cancelled_amount,
        {{ money("coalesce(sum(case when order_state = 'pending' then amount end), 0)") }}
            as pending_amount,
        {{ money("coalesce(sum(case when order_state = 'returned' then returned_value end), 0)") }}
            as returned_amount,
        {{ money("coalesce(sum(case when order_state = 'lost' then amount end), 0)") }} as lost_amount,
        {{ money("coalesce(sum(case when is_kept then amount end), 0)") }} as kept_amount,
        {{ money("sum(discount_amount)") }} as discount_amount,
        max(source_fingerprint) as source_fingerprint
    from of_changed_days
    group by feed, order_date, channel, partner_id, category, currency, line_kind

)

select * from final
order by order_date nulls last, feed nulls last
