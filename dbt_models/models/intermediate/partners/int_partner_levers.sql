{%- set min_lines = var('partner_rate_min_lines') -%}
{%- set min_orders = var('partner_min_orders') -%}
with sales as (

    select * from {{ ref('int_partner_period_sales') }}
    where period_name = '90_days'

),

health as (

    select * from {{ ref('int_partner_health') }}

),

partners as (

    select * from {{ ref('dim_partners') }}
    where is_current

),

-- order_frequency is the number of kept orders per 30 days; the two reasons apply to several levers
joined as (

    select
        sales.*,
        partners.partner_type,
        health.discount_share,
        case
            when sales.kept_order_count >= {{ min_orders }}
                then {{ round_money(safe_divide('sales.kept_amount', 'sales.kept_order_count'), 'sales.currency') }}
        end as order_value,
        case
            when sales.kept_order_count >= {{ min_orders }}
                then round({{ safe_divide('30.0 * sales.kept_order_count', 'sales.period_days') }}, 4)
        end as order_frequency,
        case
            when sales.line_count = 0 then 'No order line in the last 90 days.'
        end as no_lines_reason,
        case
            when not sales.has_amounts then 'The source states no amount for this partner.'
        end as no_amount_reason,
        case
            when sales.kept_order_count = 0 then 'No order was kept in the last 90 days.'
            when sales.kept_order_count < {{ min_orders }}
                then 'Fewer than {{ min_orders }} orders were kept in the last 90 days.'
        end as few_orders_reason
    from sales
    inner join health
        on
            sales.feed = health.feed
            and sales.partner_id = health.partner_id
            and sales.currency = health.currency
    inner join partners
        on sales.partner_id = partners.partner_id

),

-- one branch per lever: a rate over fewer lines than var partner_rate_min_lines is null
combined as (

    select
        *,
        'cancel_rate' as lever_name,
        false as is_higher_better,
        cancel_rate as lever_value,
        case
            when no_lines_reason is not null then no_lines_reason
            when not has_cancelled_state then 'The feed does not report cancelled lines.'
            when line_count < {{ min_lines }} then 'Fewer than {{ min_lines }} lines in the last 90 days.'
        end as lever_unavailable_reason
    from joined
    union all
    select
        *,
        'return_rate' as lever_name,
        false as is_higher_better,
        return_rate as lever_value,
        case
            when no_lines_reason is not null then no_lines_reason
            when not has_returned_state then 'The feed does not report returned lines.'
            when not has_returns
                then 'No line of this partner is reported as delivered or returned: the end of the road is not seen.'
            when returnable_line_count < {{ min_lines }}
                then 'Fewer than {{ min_lines }} lines that could come back in the last 90 days.'
        end as lever_unavailable_reason
    from joined
    union all
    select
        *,
        'discount_share' as lever_name,
        false as is_higher_better,
        discount_share as lever_value,
        case
            when no_lines_reason is not null then no_lines_reason
            when list_amount is null then 'List price and discount are not both stated.'
            when discount_share is null
                then 'Fewer than {{ min_lines }} kept lines in the last 90 days.'
        end as lever_unavailable_reason
    from joined
    union all
    select
        *,
        'order_value' as lever_name,
        true as is_higher_better,
        order_value as lever_value,
        coalesce(no_lines_reason, no_amount_reason, few_orders_reason) as lever_unavailable_reason
    from joined
    union all
    select
        *,
        'order_frequency' as lever_name,
        true as is_higher_better,
        order_frequency as lever_value,
        coalesce(no_lines_reason, few_orders_reason) as lever_unavailable_reason
    from joined

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(partner_type as string) as partner_type,
        cast(as_of_date as date) as as_of_date,
        cast(lever_name as string) as lever_name,
        cast(is_higher_better as boolean) as is_higher_better,
        cast(lever_value as double) as lever_value,
        cast(lever_unavailable_reason as string) as lever_unavailable_reason,
        {{ money('kept_amount') }} as kept_amount,
        {{ money('list_amount') }} as list_amount,
        cast(kept_order_count as bigint) as kept_order_count,
        cast(period_days as integer) as period_days
    from combined

)

select * from final
