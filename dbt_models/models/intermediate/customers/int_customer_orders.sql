{{ config(materialized='table') }}

with order_items as (

    select * from {{ ref('fct_order_items') }}
    where customer_id is not null and line_kind = 'goods' and is_kept

),

orders as (

    select
        feed,
        currency,
        customer_id,
        channel,
        order_id,
        min(order_date) as order_date,
        sum(case when is_credit then 0 else quantity end) as quantity,
        sum(case when is_credit then 0 else amount end) as sales_amount,
        sum(case when is_credit then amount else 0 end) as credit_amount,
        sum(amount) as kept_amount,
        sum(reporting_amount) as reporting_kept_amount,
        count(amount) - count(reporting_amount) as lines_without_rate
    from order_items
    group by feed, currency, customer_id, channel, order_id

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(customer_id as string) as customer_id,
        cast(channel as string) as channel,
        cast(order_id as string) as order_id,
        cast(order_date as date) as order_date,
        {{ units('quantity') }} as quantity,
        {{ money('coalesce(sales_amount, 0)') }} as sales_amount,
        {{ money('coalesce(credit_amount, 0)') }} as credit_amount,
        {{ money('coalesce(kept_amount, 0)') }} as kept_amount,
        {{ money('reporting_kept_amount') }} as reporting_kept_amount,
        cast(lines_without_rate as bigint) as lines_without_rate,
        -- a credit note on its own, or a gift, is no purchase
        coalesce(sales_amount, 0) > 0 as is_purchase
    from orders

)

select * from final
