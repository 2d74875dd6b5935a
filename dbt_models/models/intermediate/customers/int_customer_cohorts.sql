with purchases as (

    select * from {{ ref('int_customer_orders') }}
    where is_purchase

),

first_orders as (

    select
        feed,
        currency,
        customer_id,
        min(order_date) as first_order_date
    from purchases
    group by feed, currency, customer_id

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(customer_id as string) as customer_id,
        cast(first_order_date as date) as first_order_date,
        cast({{ dbt.date_trunc('month', 'first_order_date') }} as date) as cohort_month
    from first_orders

)

select * from final
