with order_items as (

    select * from {{ ref('fct_order_items') }}

),

final as (

    select
        cast(feed as string) as feed,
        cast(channel as string) as channel,
        count(discount_amount) > 0 as has_discounts
    from order_items
    group by feed, channel

)

select * from final
