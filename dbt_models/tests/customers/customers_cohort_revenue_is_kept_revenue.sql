-- Revenue of the cohorts, credits older than the data and credits of customers who never bought
-- are together the kept goods revenue of identified customers.
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

stated as (

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
    stated.amount as stated_amount
from expected
full outer join stated
    on
        expected.feed = stated.feed
        and expected.currency = stated.currency
where expected.amount is distinct from stated.amount
