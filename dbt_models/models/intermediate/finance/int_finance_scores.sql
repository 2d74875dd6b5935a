{%- set weights = var('finance_score_weights') -%}
{%- set bounds = var('finance_score_bounds') -%}
{%- set scores = {
    'trend': 'trend_score', 'target': 'target_score', 'leakage': 'leakage_score',
    'steadiness': 'steadiness_score', 'discount': 'discount_score', 'margin': 'margin_score',
} -%}
with ratios as (

    select * from {{ ref('int_finance_ratios') }}

),

-- a score rises or falls linearly between the value that scores 0 and the value that scores 100
scored as (

    select
        *,
        {{ linear_score('trend_share', -bounds.trend, bounds.trend) }} as trend_score,
        {{ linear_score('target_attainment_share', 0.0, bounds.target) }} as target_score,
        {{ linear_score('leakage_share', bounds.leakage, 0.0) }} as leakage_score,
        {{ linear_score('volatility_ratio', bounds.volatility, 0.0) }} as steadiness_score,
        {{ linear_score('discount_share_28_days', bounds.discount, 0.0) }} as discount_score,
        -- a margin over few of the lines says nothing about the rest
        case
            when cost_coverage_share_28_days >= {{ var('finance_cost_coverage_min') }}
                then {{ linear_score('margin_share_28_days', 0.0, bounds.margin) }}
        end as margin_score
    from ratios

),

weighted as (

    select
        *,
        round({{ known_weight(scores, weights) }}, 4) as known_weight,
        round(cast({{ weighted_score(scores, weights) }} as double), 1) as mean_score
    from scored

),

final as (

    select
        *,
        cast(known_weight as double) as known_weight_share,
        case
            when known_weight >= {{ var('finance_score_min_known_weight') }}
                then cast(mean_score as double)
        end as performance_score
    from weighted

)

select * from final
