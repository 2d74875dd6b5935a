-- The revenue shares of a feed's buyers add to 1.
select
    feed,
    sum(share_of_revenue) as total_share
from {{ ref('dim_customer_segments') }}
group by feed
having abs(sum(share_of_revenue) - 1) > 0.000001
