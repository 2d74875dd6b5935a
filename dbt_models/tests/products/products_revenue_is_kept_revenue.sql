-- Per feed and currency, the kept and booked amounts of the products equal those of their order lines.
with expected as (

    select
        feed,
        currency,
        sum(case when is_kept then amount else 0 end) as kept_amount,
        sum(case when not is_credit then amount else 0 end) as booked_amount
    from {{ ref('fct_order_items') }}
    where line_kind = 'goods' and product_id is not null
    group by feed, currency

),

published as (

    select
        feed,
        currency,
        sum(kept_amount) as kept_amount,
        sum(booked_amount) as booked_amount
    from {{ ref('dim_product_intelligence') }}
    where line_count > 0 or credited_units > 0
    group by feed, currency

)

select
    expected.feed,
    expected.currency,
    expected.kept_amount as expected_kept_amount,
    published.kept_amount,
    expected.booked_amount as expected_booked_amount,
    published.booked_amount
from expected
left join published
    on
        expected.feed = published.feed
        and expected.currency = published.currency
where
    coalesce(expected.kept_amount, 0) is distinct from published.kept_amount
    or coalesce(expected.booked_amount, 0) is distinct from published.booked_amount
