with order_items as (

    select * from {{ ref('fct_order_items') }}
    where partner_id is not null and line_kind = 'goods' and is_kept and not is_credit

),

periods as (

    select * from {{ ref('int_partner_periods') }}
    where period_name = '90_days'

),

-- the kept sales of each product in the last 90 days
per_product as (

    select
        periods.feed,
        periods.partner_id,
        periods.currency,
        order_items.product_id,
        sum(order_items.amount) as kept_amount
    from periods
    inner join order_items
        on
            periods.feed = order_items.feed
            and periods.partner_id = order_items.partner_id
            and periods.currency = order_items.currency
            and order_items.order_date between periods.period_from_date and periods.as_of_date
    group by periods.feed, periods.partner_id, periods.currency, order_items.product_id

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(count(*) as bigint) as product_count,
        case
            when sum(kept_amount) > 0
                then round({{ safe_divide('max(kept_amount)', 'sum(kept_amount)') }}, 6)
        end as top_product_share
    from per_product
    group by feed, partner_id, currency

)

select * from final
