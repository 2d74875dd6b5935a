{%- set counts = [
    'order_count', 'kept_order_count', 'unit_count', 'line_count', 'priced_line_count',
    'kept_line_count', 'priced_kept_line_count', 'cancelled_line_count', 'shipped_line_count',
    'delivered_line_count', 'returned_line_count', 'credit_line_count',
] -%}
{%- set amounts = ['booked_amount', 'kept_amount', 'list_amount', 'discount_amount'] -%}
{%- set min_orders = var('partner_min_orders') -%}
{%- set min_lines = var('partner_rate_min_lines') -%}
with periods as (

    select * from {{ ref('int_partner_periods') }}

),

daily as (

    select * from {{ ref('int_partner_daily') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

-- what the feed reports about a partner, over the whole history: a return rate means something only
-- where some line is reported as delivered, returned or credited
observed as (

    select
        daily.feed,
        daily.partner_id,
        daily.currency,
        feeds.has_cancelled_state,
        feeds.has_returned_state,
        sum(daily.delivered_line_count) > 0 as has_delivered_lines,
        sum(daily.delivered_line_count + daily.returned_line_count + daily.credit_line_count) > 0
            as has_delivered_or_returned_lines,
        sum(daily.priced_line_count) > 0 as has_amounts
    from daily
    inner join feeds
        on daily.feed = feeds.feed
    group by
        daily.feed,
        daily.partner_id,
        daily.currency,
        feeds.has_cancelled_state,
        feeds.has_returned_state

),

-- one join reads the days of the period and of the previous period
summed as (

    select
        periods.feed,
        periods.partner_id,
        periods.currency,
        periods.period_name,
        {%- for column in counts %}
            coalesce(sum(case when daily.order_date >= periods.period_from_date then daily.{{ column }} end), 0)
                as {{ column }},
        {%- endfor %}
        {%- for column in amounts %}
            sum(case when daily.order_date >= periods.period_from_date then daily.{{ column }} end)
                as {{ column }},
        {%- endfor %}
        coalesce(
            sum(case when daily.order_date <= periods.previous_to_date then daily.kept_amount end), 0
        ) as previous_kept_amount,
        coalesce(
            sum(case when daily.order_date <= periods.previous_to_date then daily.kept_order_count end), 0
        ) as previous_kept_order_count
    from periods
    left join daily
        on
            periods.feed = daily.feed
            and periods.partner_id = daily.partner_id
            and periods.currency = daily.currency
            and periods.as_of_date >= daily.order_date
            and periods.previous_from_date <= daily.order_date
            and (
                periods.period_from_date <= daily.order_date
                or periods.previous_to_date >= daily.order_date
            )
    group by periods.feed, periods.partner_id, periods.currency, periods.period_name

),

-- amounts are null, not 0, for a partner whose source states no amounts
joined as (

    select
        periods.*,
        observed.has_cancelled_state,
        observed.has_returned_state and observed.has_delivered_or_returned_lines as has_returns,
        observed.has_returned_state,
        observed.has_amounts,
        {%- for column in counts %}
            summed.{{ column }},
        {%- endfor %}
        case
            when not observed.has_amounts then null
            else coalesce(summed.booked_amount, 0)
        end as booked_amount,
        case
            when not observed.has_amounts then null
            else coalesce(summed.kept_amount, 0)
        end as kept_amount,
        summed.list_amount,
        summed.discount_amount,
        case
            when periods.is_previous_complete and observed.has_amounts then summed.previous_kept_amount
        end as previous_kept_amount,
        case when periods.is_previous_complete then summed.previous_kept_order_count end
            as previous_kept_order_count,
        -- lines that could have come back; a partner without delivered lines reports no step after shipping
        case
            when observed.has_delivered_lines
                then summed.delivered_line_count + summed.returned_line_count
            else summed.shipped_line_count + summed.returned_line_count
        end as returnable_line_count
    from periods
    inner join summed
        on
            periods.feed = summed.feed
            and periods.partner_id = summed.partner_id
            and periods.currency = summed.currency
            and periods.period_name = summed.period_name
    inner join observed
        on
            periods.feed = observed.feed
            and periods.partner_id = observed.partner_id
            and periods.currency = observed.currency

),

rated as (

    select
        *,
        case
            when has_cancelled_state and line_count >= {{ min_lines }}
                then round({{ safe_divide('cancelled_line_count', 'line_count') }}, 6)
        end as cancel_rate,
        case
            when has_returns and returnable_line_count >= {{ min_lines }} then round(
                {{ safe_divide('returned_line_count + credit_line_count', 'returnable_line_count') }}, 6
            )
        end as return_rate,
        case
            when previous_kept_amount > 0 and previous_kept_order_count >= {{ min_orders }} then round(
                {{ safe_divide('kept_amount - previous_kept_amount', 'previous_kept_amount') }}, 6
            )
        end as kept_growth_share,
        case
            when not has_amounts then 'The source states no amount for this partner.'
            when not is_previous_complete
                then 'The previous period is not wholly inside the history of the feed.'
            when previous_kept_amount <= 0 then 'Nothing was kept in the previous period.'
            when previous_kept_order_count < {{ min_orders }}
                then 'Fewer than {{ min_orders }} orders were kept in the previous period.'
        end as growth_unavailable_reason,
        case
            when not has_cancelled_state then 'The feed does not report cancelled lines.'
            when line_count < {{ min_lines }} then 'Fewer than {{ min_lines }} order lines in the period.'
        end as cancel_rate_unavailable_reason,
        case
            when not has_returned_state then 'The feed does not report returned lines.'
            when not has_returns
                then 'No line of this partner is reported as delivered or returned: the end of the road is not seen.'
            when returnable_line_count < {{ min_lines }}
                then 'Fewer than {{ min_lines }} lines in the period could come back.'
        end as return_rate_unavailable_reason
    from joined

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(period_name as string) as period_name,
        cast(as_of_date as date) as as_of_date,
        cast(history_from_date as date) as history_from_date,
        cast(period_from_date as date) as period_from_date,
        cast(period_days as integer) as period_days,
        cast(previous_from_date as date) as previous_from_date,
        cast(previous_to_date as date) as previous_to_date,
        cast(is_complete as boolean) as is_complete,
        cast(is_previous_complete as boolean) as is_previous_complete,
        cast(has_cancelled_state as boolean) as has_cancelled_state,
        cast(has_returned_state as boolean) as has_returned_state,
        cast(has_returns as boolean) as has_returns,
        cast(has_amounts as boolean) as has_amounts,
        {%- for column in counts %}
            cast({{ column }} as bigint) as {{ column }},
        {%- endfor %}
        cast(returnable_line_count as bigint) as returnable_line_count,
        {%- for column in amounts %}
            cast({{ column }} as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(previous_kept_amount as decimal(38, 4)) as previous_kept_amount,
        cast(previous_kept_order_count as bigint) as previous_kept_order_count,
        cast(cancel_rate as double) as cancel_rate,
        cast(return_rate as double) as return_rate,
        cast(kept_growth_share as double) as kept_growth_share,
        cast(growth_unavailable_reason as string) as growth_unavailable_reason,
        cast(cancel_rate_unavailable_reason as string) as cancel_rate_unavailable_reason,
        cast(return_rate_unavailable_reason as string) as return_rate_unavailable_reason
    from rated

)

select * from final
