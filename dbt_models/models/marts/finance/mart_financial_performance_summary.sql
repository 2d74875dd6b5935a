{{ config(
    materialized='incremental',
    incremental_strategy='changed_windows',
    on_schema_change='fail',
) }}

{%- set short = finance_short_days() -%}
{%- set long = finance_long_days() -%}
{%- set growth = 1 + var('finance_target_growth') -%}
{%- set weights = var('finance_score_weights') -%}
{%- set bounds = var('finance_score_bounds') -%}
{%- set grades = var('finance_grades') -%}
{%- set leakage_risk = var('finance_risk_leakage') -%}
{%- set volatility_risk = var('finance_risk_volatility') -%}
{%- set components = {
    'trend': 'trend_component', 'target': 'target_component', 'leakage': 'leakage_component',
    'steadiness': 'steadiness_component', 'discount': 'discount_component', 'margin': 'margin_component',
} -%}

with changed_windows as (

    {{ changed_windows() }}

),

daily as (

    select * from {{ ref('int_finance_daily') }}
    where {{ is_within_changed_windows(lookback_days=2 * long - 1) }}

),

numbered as (

    select
        *,
        kept_amount + pending_amount as standing_amount,
        {{ date_difference("cast('" ~ var('beginning_of_time') ~ "' as date)", 'order_date', 'day') }}
            as day_number
    from daily

),

-- days without a row count as nothing: the sums run over calendar days, not over rows
windowed as (

    select
        *,
        sum(booked_amount) over short_window as booked_short,
        sum(kept_amount) over short_window as kept_short,
        sum(booked_amount) over long_window as booked_long,
        sum(kept_amount) over long_window as kept_long,
        sum(kept_amount + pending_amount) over short_window as standing_short,
        sum(kept_amount + pending_amount) over long_window as standing_long,
        sum(kept_amount + pending_amount) over earlier_window as standing_earlier,
        sum(cancelled_amount + returned_amount + lost_amount) over long_window as leaked_long,
        sum(leaked_line_count) over feed_window as feed_leaked_lines,
        sum(cast(standing_amount as decimal(18, 2)) * cast(standing_amount as decimal(18, 2)))
            over long_window as standing_squares_long,
        sum(discountable_amount) over long_window as discountable_long,
        sum(list_discount_amount) over long_window as discount_long,
        sum(costed_amount) over long_window as costed_long,
        sum(cost_amount) over long_window as cost_long,
        sum(costed_line_count) over long_window as costed_lines_long,
        sum(costable_line_count) over long_window as costable_lines_long
    from numbered
    window
        short_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ short - 1 }} preceding and current row
        ),
        long_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ long - 1 }} preceding and current row
        ),
        earlier_window as (
            partition by feed, channel, category, line_kind, currency
            order by day_number nulls last
            range between {{ 2 * long - 1 }} preceding and {{ long }} preceding
        ),
        feed_window as (
            partition by feed
            order by day_number nulls last
            range between {{ long - 1 }} preceding and current row
        )

),

of_changed_windows as (

    select
        windowed.*,
        changed_windows.history_days,
        changed_windows.source_fingerprint,
        changed_windows.history_days >= {{ short }} as has_short,
        changed_windows.history_days >= {{ long }} as has_long,
        changed_windows.history_days >= {{ 2 * long }} as has_target
    from windowed
    inner join changed_windows
        on
            windowed.feed = changed_windows.feed
            and windowed.order_date = changed_windows.order_date

),

averaged as (

    select
        *,
        case when has_short then {{ money('round(' ~ safe_divide('booked_short', short) ~ ', 2)') }} end
            as booked_amount_average_7_days,
        case when has_long then {{ money('round(' ~ safe_divide('booked_long', long) ~ ', 2)') }} end
            as booked_amount_average_28_days,
        case when has_short then {{ money('round(' ~ safe_divide('kept_short', short) ~ ', 2)') }} end
            as kept_amount_average_7_days,
        case when has_long then {{ money('round(' ~ safe_divide('kept_long', long) ~ ', 2)') }} end
            as kept_amount_average_28_days,
        case when has_short then {{ money('round(' ~ safe_divide('standing_short', short) ~ ', 2)') }} end
            as standing_amount_average_7_days,
        case when has_long then {{ money('round(' ~ safe_divide('standing_long', long) ~ ', 2)') }} end
            as standing_amount_average_28_days,
        case
            when has_target and standing_earlier > 0
                then {{ money('round(' ~ safe_divide('standing_earlier', long) ~ ' * ' ~ growth ~ ', 2)') }}
        end as target_amount
    from of_changed_windows

),

measured as (

    select
        *,
        case
            when has_long and standing_long > 0 then round(
                {{ safe_divide('standing_short', 'standing_long') }} * {{ long / short }} - 1, 6
            )
        end as trend_share,
        case
            when has_target
                then round({{ safe_divide('standing_amount_average_28_days', 'target_amount') }}, 6)
        end as target_attainment_share,
        case
            when has_long and feed_leaked_lines > 0 and booked_long > 0
                then round({{ safe_divide('leaked_long', 'booked_long') }}, 6)
        end as leakage_share,
        case
            when has_long and standing_long > 0 then round(
                sqrt(greatest(
                    {{ safe_divide('standing_squares_long', long) }}
                    - {{ safe_divide('standing_long', long) }} * {{ safe_divide('standing_long', long) }},
                    0.0
                )) / {{ safe_divide('standing_long', long) }}, 6
            )
        end as volatility_ratio,
        case
            when has_long and discountable_long > 0
                then round({{ safe_divide('discount_long', 'discountable_long') }}, 6)
        end as discount_share,
        case
            when has_long and costed_long > 0
                then round({{ safe_divide('costed_long - cost_long', 'costed_long') }}, 6)
        end as margin_share_28_days,
        case
            when costable_lines_long > 0
                then round({{ safe_divide('costed_lines_long', 'costable_lines_long') }}, 6)
        end as cost_coverage_share_28_days
    from averaged

),

scored as (

    select
        *,
        {{ marks('trend_share', -bounds.trend, bounds.trend) }} as trend_component,
        {{ marks('target_attainment_share', 0.0, bounds.target) }} as target_component,
        {{ marks('leakage_share', bounds.leakage, 0.0) }} as leakage_component,
        {{ marks('volatility_ratio', bounds.volatility, 0.0) }} as steadiness_component,
        {{ marks('discount_share', bounds.discount, 0.0) }} as discount_component,
        case
            when cost_coverage_share_28_days >= {{ var('finance_cost_coverage_min') }}
                then {{ marks('margin_share_28_days', 0.0, bounds.margin) }}
        end as margin_component
    from measured

),

weighed as (

    select
        *,
        round({{ known_weight(components, weights) }}, 4) as known_weight_share,
        round(cast({{ weighted_score(components, weights) }} as double), 1) as weighted_score
    from scored

),

guarded as (

    select
        *,
        case
            when known_weight_share >= {{ var('finance_score_min_known_weight') }}
                then weighted_score
        end as performance_score
    from weighed

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
        cast(quantity as bigint) as quantity,
        cast(unpriced_line_count as bigint) as unpriced_line_count,
        {{ money('booked_amount') }} as booked_amount,
        {{ money('cancelled_amount') }} as cancelled_amount,
        {{ money('pending_amount') }} as pending_amount,
        {{ money('shipped_amount') }} as shipped_amount,
        {{ money('delivered_amount') }} as delivered_amount,
        {{ money('returned_amount') }} as returned_amount,
        {{ money('credited_amount') }} as credited_amount,
        {{ money('lost_amount') }} as lost_amount,
        {{ money('kept_amount') }} as kept_amount,
        {{ money('standing_amount') }} as standing_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('cost_amount') }} as cost_amount,
        {{ money('costed_amount - cost_amount') }} as margin_amount,
        cast({{ safe_divide('costed_line_count', 'costable_line_count') }} as double)
            as cost_coverage_share,
        case
            when cost_amount is not null then null
            when costable_line_count = 0 and line_kind = 'goods' then 'No line of goods was kept.'
            else coalesce(margin_unavailable_reason, 'The source states no amount.')
        end as margin_unavailable_reason,
        cast(history_days as integer) as history_days,
        booked_amount_average_7_days,
        booked_amount_average_28_days,
        kept_amount_average_7_days,
        kept_amount_average_28_days,
        standing_amount_average_7_days,
        standing_amount_average_28_days,
        case
            when not has_short
                then 'The feed has fewer than {{ short }} days of history up to this day.'
            when not has_long
                then 'The feed has fewer than {{ long }} days of history up to this day.'
        end as average_unavailable_reason,
        cast(trend_share as double) as trend_share,
        case
            when trend_share is null then null
            when trend_share >= {{ var('finance_trend_min') }} then 'rising'
            when trend_share <= -{{ var('finance_trend_min') }} then 'falling'
            else 'steady'
        end as trend,
        target_amount,
        cast(target_attainment_share as double) as target_attainment_share,
        case
            when target_amount is not null then null
            when not has_target
                then 'The feed has fewer than {{ 2 * long }} days of history up to this day.'
            else 'No booked money stands in the {{ long }} days before the last {{ long }}.'
        end as target_unavailable_reason,
        cast(leakage_share as double) as leakage_share,
        case
            when leakage_share is not null then null
            when not has_long
                then 'The feed has fewer than {{ long }} days of history up to this day.'
            when booked_long <= 0 then 'Nothing was booked in the last {{ long }} days.'
            else 'The feed reported no cancelled, returned or lost line in the last {{ long }} days.'
        end as leakage_unavailable_reason,
        cast(volatility_ratio as double) as volatility_ratio,
        case
            when volatility_ratio is null then null
            when
                leakage_share >= {{ leakage_risk.high }}
                or volatility_ratio >= {{ volatility_risk.high }}
                then 'high'
            when
                leakage_share >= {{ leakage_risk.medium }}
                or volatility_ratio >= {{ volatility_risk.medium }}
                then 'medium'
            else 'low'
        end as risk_class,
        cast(discount_share as double) as discount_share_28_days,
        cast(margin_share_28_days as double) as margin_share_28_days,
        cast(cost_coverage_share_28_days as double) as cost_coverage_share_28_days,
        {%- for column in components.values() %}
            cast(round({{ column }}, 1) as double) as {{ column }},
        {%- endfor %}
        cast(known_weight_share as double) as known_weight_share,
        cast(performance_score as double) as performance_score,
        case
            when performance_score is null then null
            {%- for grade, least_score in grades.items() %}
                when performance_score >= {{ least_score }} then '{{ grade }}'
            {%- endfor %}
            else 'F'
        end as grade,
        case
            when performance_score is null
                then 'Too few of the components are known for a grade.'
        end as grade_unavailable_reason,
        cast(source_fingerprint as string) as source_fingerprint
    from guarded

)

select * from final
order by order_date nulls last, feed nulls last
