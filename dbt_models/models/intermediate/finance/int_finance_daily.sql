{#- 'returned' is summed apart, because credits change its sign -#}
{%- set states = ['cancelled', 'pending', 'shipped', 'delivered', 'lost'] -%}
with order_items as (

    select * from {{ ref('fct_order_items') }}

),

-- a credit has a negative amount and the order state 'returned'. It is not booked: it raises the returned
-- amount by its positive amount and lowers the kept one, so that
-- booked = cancelled + pending + returned + lost + kept
classified as (

    select
        *,
        coalesce(currency, 'not stated') as currency_code,
        case
            when line_kind = 'service' then coalesce(service_kind, 'not stated')
            else coalesce(category, 'not stated')
        end as category_name,
        is_kept and unit_cost is not null and amount is not null as has_margin,
        case when is_credit then -amount else amount end as returned_value
    from order_items

),

summed as (

    select
        feed,
        order_date,
        channel,
        category_name as category,
        line_kind,
        currency_code as currency,
        count(*) as line_count,
        count(distinct case when not is_credit then order_id end) as order_count,
        sum(quantity) as quantity,
        count(*) - count(amount) as unpriced_line_count,
        count(case when is_credit then 1 end) as credit_line_count,
        coalesce(sum(case when not is_credit then amount end), 0) as booked_amount,
        {%- for state in states %}
            coalesce(sum(case when order_state = '{{ state }}' then amount end), 0)
                as {{ state }}_amount,
        {%- endfor %}
        coalesce(sum(case when order_state = 'returned' then returned_value end), 0)
            as returned_amount,
        coalesce(sum(case when is_credit then -amount end), 0) as credited_amount,
        coalesce(sum(case when is_kept then amount end), 0) as kept_amount,
        sum(discount_amount) as discount_amount,
        -- the discount rate is a quotient over the lines with a list amount
        sum(case when not is_credit then list_amount end) as list_amount_of_discounted_lines,
        sum(case when not is_credit and list_amount is not null then discount_amount end)
            as discount_of_lines_with_list_amount,
        count(discount_amount) as stated_discount_line_count,
        sum(case when is_kept then tax_amount end) as tax_amount,
        count(case when is_kept and line_kind = 'goods' then 1 end) as kept_goods_line_count,
        count(case when has_margin then 1 end) as costed_line_count,
        sum(case when has_margin then amount - coalesce(tax_amount, 0) end) as costed_amount,
        sum(case
            when has_margin then {{ round_money(units_times('quantity', 'unit_cost'), 'currency') }}
        end) as cost_amount,
        -- the lines of a row may have several reasons: the alphabetically first one is shown
        min(case when is_kept then margin_unavailable_reason end) as margin_unavailable_reason,
        count(case when order_state in ('cancelled', 'returned', 'lost') then 1 end)
            as cancelled_returned_lost_line_count
    from classified
    group by feed, order_date, channel, category_name, line_kind, currency_code

),

final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(channel as string) as channel,
        cast(category as string) as category,
        cast(line_kind as string) as line_kind,
        cast(currency as string) as currency,
        {%- for column in [
            'line_count', 'order_count', 'unpriced_line_count', 'credit_line_count',
            'kept_goods_line_count', 'costed_line_count', 'cancelled_returned_lost_line_count',
            'stated_discount_line_count',
        ] %}
            cast({{ column }} as bigint) as {{ column }},
        {%- endfor %}
        {{ units('quantity') }} as quantity,
        {%- for column in [
            'booked_amount', 'cancelled_amount', 'pending_amount', 'shipped_amount',
            'delivered_amount', 'returned_amount', 'credited_amount', 'lost_amount', 'kept_amount',
            'discount_amount', 'list_amount_of_discounted_lines',
            'discount_of_lines_with_list_amount', 'tax_amount', 'costed_amount', 'cost_amount',
        ] %}
            cast({{ column }} as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(margin_unavailable_reason as string) as margin_unavailable_reason
    from summed

)

select * from final
