-- The revenue shares of the products of a feed and currency add to 1.
select
    feed,
    currency,
    sum(share_of_revenue) as total_share
from {{ ref('dim_product_intelligence') }}
group by feed, currency
having abs(sum(share_of_revenue) - 1) > 0.000001
