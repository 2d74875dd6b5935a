-- The customers with a purchase in dim_customer_segments are exactly those with a kept purchase of
-- goods in fct_order_items.
with bought as (

    select
        feed,
        customer_id,
        channel,
        order_id
    from {{ ref('fct_order_items') }}
    where customer_id is not null and line_kind = 'goods' and is_kept and not is_credit
    group by feed, customer_id, channel, order_id
    having sum(amount) > 0

),

expected as (

    select
        feed,
        customer_id,
        count(*) as frequency
    from bought
    group by feed, customer_id

),

published as (

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
    published.feed,
    published.customer_id,
    published.frequency
from expected
full outer join published
    on
        expected.feed = published.feed
        and expected.customer_id = published.customer_id
where expected.frequency is distinct from published.frequency
