{%- set short = finance_short_days() -%}
{%- set long = finance_long_days() -%}
{%- set min_lines = var('finance_min_lines') -%}
{%- set growth = 1 + var('finance_target_growth') -%}
with window_sums as (

    select * from {{ ref('int_finance_window_sums') }}

),

-- a figure is calculated only where the feed's history covers the whole window that it needs; the target
-- needs two long windows
covered as (

    select
        *,
        history_days >= {{ short }} as has_short_window,
        history_days >= {{ long }} as has_long_window,
        history_days >= {{ 2 * long }} as has_target_window,
        coalesce(lines_long >= {{ min_lines }}, false) as has_enough_lines,
        coalesce(lines_earlier >= {{ min_lines }}, false) as has_enough_earlier_lines
    from window_sums

),

averaged as (

    select
        *,
        {%- for column in ['booked', 'kept', 'kept_and_pending'] %}
            case
                when has_short_window
                    then {{ round_money(safe_divide(column ~ '_short', short), 'currency') }}
            end as {{ column }}_amount_average_7_days,
            case
                when has_long_window
                    then {{ round_money(safe_divide(column ~ '_long', long), 'currency') }}
            end as {{ column }}_amount_average_28_days,
        {%- endfor %}
        case
            when has_target_window and has_enough_earlier_lines and kept_and_pending_earlier > 0
                then {{ round_money(safe_divide('kept_and_pending_earlier', long) ~ ' * ' ~ growth, 'currency') }}
        end as target_amount,
        {{ safe_divide('kept_and_pending_long', long) }} as kept_and_pending_mean
    from covered

),

divided as (

    select
        *,
        {{ safe_divide('costed_line_count', 'costable_line_count') }} as cost_coverage_share,
        case
            when has_long_window and has_enough_lines and kept_and_pending_long > 0 then round(
                {{ safe_divide('kept_and_pending_short', 'kept_and_pending_long') }} * {{ long / short }} - 1, 6
            )
        end as trend_share,
        case
            when has_target_window and has_enough_lines then round(
                {{ safe_divide('kept_and_pending_amount_average_28_days', 'target_amount') }}, 6
            )
        end as target_attainment_share,
        -- where the feed reports no cancelled, returned or lost line, the leakage is unknown, not zero
        case
            when has_long_window and has_enough_lines and feed_leaked_lines > 0 and booked_long > 0
                then round({{ safe_divide('leaked_long', 'booked_long') }}, 6)
        end as leakage_share,
        -- the variance is the mean of the squares minus the square of the mean; rounding may make a variance
        -- of zero negative
        case
            when has_long_window and has_enough_lines and kept_and_pending_long > 0 then round(
                sqrt(greatest(
                    {{ safe_divide('kept_and_pending_squares_long', long) }}
                    - kept_and_pending_mean * kept_and_pending_mean,
                    0.0
                )) / kept_and_pending_mean, 6
            )
        end as volatility_ratio,
        case
            when
                has_long_window and has_enough_lines and channel_stated_discount_lines > 0
                and discountable_long > 0
                then round({{ safe_divide('coalesce(discount_long, 0)', 'discountable_long') }}, 6)
        end as discount_share,
        case
            when has_long_window and has_enough_lines and costed_long > 0
                then round({{ safe_divide('costed_long - cost_long', 'costed_long') }}, 6)
        end as margin_share_28_days,
        case
            when costable_lines_long > 0
                then round({{ safe_divide('costed_lines_long', 'costable_lines_long') }}, 6)
        end as cost_coverage_share_28_days
    from averaged

),

-- margin_reason replaces the reason of single lines by one for the whole row
explained as (

    select
        *,
        case
            when cost_amount is not null then null
            when costable_line_count = 0 and line_kind = 'goods' then 'No line of goods was kept.'
            else coalesce(margin_unavailable_reason, 'The source states no amount.')
        end as margin_reason,
        case
            when not has_short_window
                then 'The feed has fewer than {{ short }} days of history up to this day.'
            when not has_long_window
                then 'The feed has fewer than {{ long }} days of history up to this day.'
        end as average_unavailable_reason,
        case
            when target_amount is not null then null
            when not has_target_window
                then 'The feed has fewer than {{ 2 * long }} days of history up to this day.'
            when not has_enough_earlier_lines
                then 'Fewer than {{ min_lines }} lines in the {{ long }} days before the last {{ long }}.'
            else 'No booked money stands in the {{ long }} days before the last {{ long }}.'
        end as target_unavailable_reason,
        case
            when leakage_share is not null then null
            when not has_long_window
                then 'The feed has fewer than {{ long }} days of history up to this day.'
            when not has_enough_lines then 'Fewer than {{ min_lines }} lines in the last {{ long }} days.'
            when booked_long <= 0 then 'Nothing was booked in the last {{ long }} days.'
            else 'The feed reported no cancelled, returned or lost line in the last {{ long }} days.'
        end as leakage_unavailable_reason,
        case
            when discount_share is not null then null
            when not has_long_window
                then 'The feed has fewer than {{ long }} days of history up to this day.'
            when coalesce(channel_stated_discount_lines, 0) = 0
                then 'The feed delivers no discounts: no line of the channel stated one in the last {{ long }} days.'
            when not has_enough_lines then 'Fewer than {{ min_lines }} lines in the last {{ long }} days.'
            else 'No line of the last {{ long }} days states a list amount.'
        end as discount_unavailable_reason,
        case
            when not has_long_window
                then 'The feed has fewer than {{ long }} days of history up to this day.'
            when not has_enough_lines then 'Fewer than {{ min_lines }} lines in the last {{ long }} days.'
            when kept_and_pending_long <= 0 then 'Nothing was kept or pending in the last {{ long }} days.'
        end as trend_unavailable_reason
    from divided

),

final as (

    select
        cast(feed as string) as feed,
        cast(order_date as date) as order_date,
        cast(channel as string) as channel,
        cast(category as string) as category,
        cast(line_kind as string) as line_kind,
        cast(currency as string) as currency,
        cast(line_count as bigint) as line_count,
        cast(order_count as bigint) as order_count,
        {{ units('quantity') }} as quantity,
        cast(unpriced_line_count as bigint) as unpriced_line_count,
        {%- for column in [
            'booked_amount', 'cancelled_amount', 'pending_amount', 'shipped_amount',
            'delivered_amount', 'returned_amount', 'credited_amount', 'lost_amount', 'kept_amount',
            'kept_and_pending_amount', 'discount_amount', 'tax_amount', 'cost_amount',
        ] %}
            {{ money(column) }} as {{ column }},
        {%- endfor %}
        {{ money('costed_amount - cost_amount') }} as margin_amount,
        cast(cost_coverage_share as double) as cost_coverage_share,
        cast(margin_reason as string) as margin_unavailable_reason,
        cast(history_days as integer) as history_days,
        {%- for column in ['booked', 'kept', 'kept_and_pending'] %}
            {{ money(column ~ '_amount_average_7_days') }} as {{ column }}_amount_average_7_days,
            {{ money(column ~ '_amount_average_28_days') }} as {{ column }}_amount_average_28_days,
        {%- endfor %}
        cast(average_unavailable_reason as string) as average_unavailable_reason,
        cast(trend_share as double) as trend_share,
        {{ money('target_amount') }} as target_amount,
        cast(target_attainment_share as double) as target_attainment_share,
        cast(target_unavailable_reason as string) as target_unavailable_reason,
        cast(leakage_share as double) as leakage_share,
        cast(leakage_unavailable_reason as string) as leakage_unavailable_reason,
        cast(volatility_ratio as double) as volatility_ratio,
        cast(discount_share as double) as discount_share_28_days,
        cast(discount_unavailable_reason as string) as discount_unavailable_reason,
        cast(trend_unavailable_reason as string) as trend_unavailable_reason,
        cast(margin_share_28_days as double) as margin_share_28_days,
        cast(cost_coverage_share_28_days as double) as cost_coverage_share_28_days,
        cast(source_fingerprint as string) as source_fingerprint
    from explained

)

select * from final
