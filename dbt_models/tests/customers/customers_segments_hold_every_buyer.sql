-- Buyers in the segments, and no others, are the customers with a kept purchase of goods.
with bought as (

    select
        feed,
        customer_id,
        order_id
    from {{ ref('fct_order_items') }}
    where customer_id is not null and line_kind = 'goods' and is_kept and not is_credit
    group by feed, customer_id, order_id
    having sum(amount) > 0

),

expected as (

    select
        feed,
        customer_id,
        count(distinct order_id) as frequency
    from bought
    group by feed, customer_id

),

stated as (

    select
        feed,
        customer_id,
        frequency
    from {{ ref('dim_customer_segments') }}
    where frequency > 0

)

select
    expected.feed as expected_feed,
    expected.customer_id as expected_customer_id,
    expected.frequency as expected_frequency,
    stated.feed,
    stated.customer_id,
    stated.frequency
from expected
full outer join stated
    on
        expected.feed = stated.feed
        and expected.customer_id = stated.customer_id
where expected.frequency is distinct from stated.frequency
