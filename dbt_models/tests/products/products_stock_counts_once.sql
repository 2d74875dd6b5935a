-- Every product with a stock figure has exactly one row with is_stock_row.
select
    product_id,
    sum(case when is_stock_row then 1 else 0 end) as stock_rows
from {{ ref('dim_product_intelligence') }}
where stock_quantity is not null
group by product_id
having sum(case when is_stock_row then 1 else 0 end) <> 1
