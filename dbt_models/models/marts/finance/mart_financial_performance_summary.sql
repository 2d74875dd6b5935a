{{ config(
    materialized='incremental',
    incremental_strategy='changed_windows',
    on_schema_change='fail',
) }}

{%- set grades = var('finance_grades') -%}
{%- set leakage_risk = var('finance_risk_leakage') -%}
{%- set volatility_risk = var('finance_risk_volatility') -%}

with changed_windows as (

    {{ changed_windows() }}

),

scores as (

    select * from {{ ref('int_finance_scores') }}
    where {{ is_within_changed_windows() }}

),

of_changed_windows as (

    select scores.*
    from scores
    inner join changed_windows
        on
            scores.feed = changed_windows.feed
            and scores.order_date = changed_windows.order_date

),

-- leakage is the share of the booked amount that was cancelled, returned or lost
classified as (

    select
        *,
        case
            when trend_share is null then null
            when trend_share >= {{ var('finance_trend_min') }} then 'rising'
            when trend_share <= -{{ var('finance_trend_min') }} then 'falling'
            else 'steady'
        end as trend,
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
        case
            when performance_score is null then null
            {%- for grade, least_score in grades.items() %}
                when performance_score >= {{ least_score }} then '{{ grade }}'
            {%- endfor %}
            else 'F'
        end as grade,
        case
            when performance_score is not null then null
            when trend_unavailable_reason is not null then trend_unavailable_reason
            else 'Too few of the components are known for a grade.'
        end as grade_unavailable_reason
    from of_changed_windows

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
        {{ money('booked_amount') }} as booked_amount,
        {{ money('cancelled_amount') }} as cancelled_amount,
        {{ money('pending_amount') }} as pending_amount,
        {{ money('shipped_amount') }} as shipped_amount,
        {{ money('delivered_amount') }} as delivered_amount,
        {{ money('returned_amount') }} as returned_amount,
        {{ money('credited_amount') }} as credited_amount,
        {{ money('lost_amount') }} as lost_amount,
        {{ money('kept_amount') }} as kept_amount,
        -- 'standing' is the published name for kept and pending
        {{ money('kept_and_pending_amount') }} as standing_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('cost_amount') }} as cost_amount,
        {{ money('margin_amount') }} as margin_amount,
        cast(cost_coverage_share as double) as cost_coverage_share,
        cast(margin_unavailable_reason as string) as margin_unavailable_reason,
        cast(history_days as integer) as history_days,
        {{ money('booked_amount_average_7_days') }} as booked_amount_average_7_days,
        {{ money('booked_amount_average_28_days') }} as booked_amount_average_28_days,
        {{ money('kept_amount_average_7_days') }} as kept_amount_average_7_days,
        {{ money('kept_amount_average_28_days') }} as kept_amount_average_28_days,
        {{ money('kept_and_pending_amount_average_7_days') }} as standing_amount_average_7_days,
        {{ money('kept_and_pending_amount_average_28_days') }} as standing_amount_average_28_days,
        cast(average_unavailable_reason as string) as average_unavailable_reason,
        cast(trend_share as double) as trend_share,
        cast(trend as string) as trend,
        cast(trend_unavailable_reason as string) as trend_unavailable_reason,
        {{ money('target_amount') }} as target_amount,
        cast(target_attainment_share as double) as target_attainment_share,
        cast(target_unavailable_reason as string) as target_unavailable_reason,
        cast(leakage_share as double) as leakage_share,
        cast(leakage_unavailable_reason as string) as leakage_unavailable_reason,
        cast(volatility_ratio as double) as volatility_ratio,
        cast(risk_class as string) as risk_class,
        cast(discount_share_28_days as double) as discount_share_28_days,
        cast(discount_unavailable_reason as string) as discount_unavailable_reason,
        cast(margin_share_28_days as double) as margin_share_28_days,
        cast(cost_coverage_share_28_days as double) as cost_coverage_share_28_days,
        cast(round(trend_score, 1) as double) as trend_component,
        cast(round(target_score, 1) as double) as target_component,
        cast(round(leakage_score, 1) as double) as leakage_component,
        cast(round(steadiness_score, 1) as double) as steadiness_component,
        cast(round(discount_score, 1) as double) as discount_component,
        cast(round(margin_score, 1) as double) as margin_component,
        cast(known_weight_share as double) as known_weight_share,
        cast(performance_score as double) as performance_score,
        cast(grade as string) as grade,
        cast(grade_unavailable_reason as string) as grade_unavailable_reason,
        cast(source_fingerprint as string) as source_fingerprint
    from classified

)

select * from final
order by order_date nulls last, feed nulls last
