with order_items as (

    select * from {{ ref('fct_order_items') }}
    where partner_id is not null and line_kind = 'goods'

),

channels as (

    select * from {{ ref('int_channel_coverage') }}

),

-- in a channel that states discounts, a line without one has none
joined as (

    select
        order_items.*,
        case when channels.has_discounts then order_items.list_amount end as comparable_list_amount,
        case
            when channels.has_discounts and order_items.list_amount is not null
                then coalesce(order_items.discount_amount, 0)
        end as comparable_discount_amount
    from order_items
    inner join channels
        on
            order_items.feed = channels.feed
            and order_items.channel is not distinct from channels.channel

),

summed as (

    select
        feed,
        partner_id,
        currency,
        order_date,
        count(distinct case when not is_credit then {{ order_identity() }} end) as order_count,
        count(distinct case when is_kept and not is_credit then {{ order_identity() }} end)
            as kept_order_count,
        sum(case when is_kept then quantity end) as unit_count,
        count(case when not is_credit then 1 end) as line_count,
        count(amount) as priced_line_count,
        count(case when is_kept then 1 end) as kept_line_count,
        count(case when is_kept then amount end) as priced_kept_line_count,
        count(case when order_state = 'cancelled' then 1 end) as cancelled_line_count,
        count(case when order_state = 'shipped' then 1 end) as shipped_line_count,
        count(case when order_state = 'delivered' then 1 end) as delivered_line_count,
        count(case when order_state = 'returned' and not is_credit then 1 end)
            as returned_line_count,
        count(case when is_credit then 1 end) as credit_line_count,
        sum(case when not is_credit then amount end) as booked_amount,
        sum(case when is_kept then amount end) as kept_amount,
        sum(case when is_kept and not is_credit then comparable_list_amount end) as list_amount,
        sum(case when is_kept and not is_credit then comparable_discount_amount end)
            as discount_amount
    from joined
    group by feed, partner_id, currency, order_date

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(order_date as date) as order_date,
        {%- for column in [
            'order_count', 'kept_order_count', 'line_count', 'priced_line_count',
            'kept_line_count', 'priced_kept_line_count', 'cancelled_line_count',
            'shipped_line_count', 'delivered_line_count', 'returned_line_count',
            'credit_line_count',
        ] %}
            cast({{ column }} as bigint) as {{ column }},
        {%- endfor %}
        {{ units('unit_count') }} as unit_count,
        cast(booked_amount as decimal(38, 4)) as booked_amount,
        cast(kept_amount as decimal(38, 4)) as kept_amount,
        cast(list_amount as decimal(38, 4)) as list_amount,
        cast(discount_amount as decimal(38, 4)) as discount_amount
    from summed

)

select * from final
