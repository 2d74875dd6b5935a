-- Products with equal kept amounts have the same ABC class and the same rank.
select
    feed,
    currency,
    kept_amount,
    count(distinct abc_class) as class_count,
    count(distinct revenue_rank) as rank_count
from {{ ref('dim_product_intelligence') }}
where abc_class is not null
group by feed, currency, kept_amount
having count(distinct abc_class) > 1 or count(distinct revenue_rank) > 1
