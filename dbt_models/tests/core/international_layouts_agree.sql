-- Where both layouts of the wholesale ledger cover a day and customer, they list the same goods: the
-- same lines by article, pieces, list amount and amount.
with sales as (

    select * from {{ ref('stg_international_sales') }}
    where service_kind is null

),

days_in_both as (

    select
        order_date,
        customer_id
    from {{ ref('stg_international_sales') }}
    group by order_date, customer_id
    having bool_or(layout = 'sales') and bool_or(layout = 'sales_with_stock')

)

select
    sales.order_date,
    sales.customer_id,
    upper(sales.sku) as sku,
    sales.quantity,
    sales.list_amount,
    sales.amount,
    sum(case when sales.layout = 'sales' then 1 else 0 end) as lines_in_sales,
    sum(case when sales.layout = 'sales' then 0 else 1 end) as lines_in_sales_with_stock
from sales
inner join days_in_both
    on
        sales.order_date = days_in_both.order_date
        and sales.customer_id = days_in_both.customer_id
group by
    sales.order_date, sales.customer_id, upper(sales.sku), sales.quantity, sales.list_amount,
    sales.amount
having
    sum(case when sales.layout = 'sales' then 1 else 0 end)
    <> sum(case when sales.layout = 'sales' then 0 else 1 end)
