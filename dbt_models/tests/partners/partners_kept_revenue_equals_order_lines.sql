-- Per feed and currency, the kept revenue of the last 90 days over all partners equals that of the
-- goods lines with a partner.
with dashboard as (

    select
        feed,
        currency,
        sum(kept_amount_90_days) as kept_amount,
        sum(order_count_90_days) as order_count
    from {{ ref('mart_partner_performance_dashboard') }}
    group by feed, currency

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

order_items as (

    select * from {{ ref('fct_order_items') }}
    where line_kind = 'goods' and is_kept and partner_id is not null

),

expected as (

    select
        order_items.feed,
        order_items.currency,
        sum(order_items.amount) as kept_amount
    from order_items
    inner join feeds
        on order_items.feed = feeds.feed
    where
        order_items.order_date between {{ add_days('feeds.as_of_date', -89) }} and feeds.as_of_date
    group by order_items.feed, order_items.currency

)

select
    expected.feed,
    expected.currency,
    dashboard.kept_amount,
    expected.kept_amount as expected_kept_amount
from expected
left join dashboard
    on
        expected.feed = dashboard.feed
        and expected.currency = dashboard.currency
where
    expected.kept_amount is not null
    and (dashboard.kept_amount is null or dashboard.kept_amount <> expected.kept_amount)
