-- The revenue of all cohorts plus their credits for sales older than the data equals the kept goods
-- revenue of identified customers with a purchase.
with kept as (

    select
        feed,
        currency,
        customer_id,
        sum(amount) as kept_amount,
        sum(case when not is_credit then amount else 0 end) as sales_amount
    from {{ ref('fct_order_items') }}
    where customer_id is not null and line_kind = 'goods' and is_kept
    group by feed, currency, customer_id

),

expected as (

    select
        feed,
        currency,
        sum(kept_amount) as amount
    from kept
    where sales_amount > 0
    group by feed, currency

),

published as (

    select
        feed,
        currency,
        sum(revenue) + sum(earlier_credit_amount) as amount
    from {{ ref('mart_cohort_analysis') }}
    group by feed, currency

)

select
    expected.feed,
    expected.currency,
    expected.amount as expected_amount,
    published.amount as stated_amount
from expected
full outer join published
    on
        expected.feed = published.feed
        and expected.currency = published.currency
where expected.amount is distinct from published.amount
