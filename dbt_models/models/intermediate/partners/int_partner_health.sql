{%- set weights = var('partner_health_weights') -%}
{%- set bounds = var('partner_health_bounds') -%}
{%- set min_lines = var('partner_rate_min_lines') -%}
{%- set min_orders = var('partner_min_orders') -%}
{#- the weight of each component (var partner_health_weights) and the column of its score #}
{%- set components = {
    'growth': 'growth_component', 'cancel': 'cancel_component', 'return': 'return_component',
    'recency': 'recency_component', 'breadth': 'breadth_component', 'discount': 'discount_component',
} -%}
with sales as (

    select * from {{ ref('int_partner_period_sales') }}

),

purchase_intervals as (

    select * from {{ ref('int_partner_purchase_intervals') }}

),

breadth as (

    select * from {{ ref('int_partner_breadth') }}

),

long_period as (

    select * from sales
    where period_name = '90_days'

),

short_period as (

    select * from sales
    where period_name = '30_days'

),

-- growth is that of 90 days, or of 30 days where the history is too short for 90; a figure over too few
-- orders or lines is chance and stays null
joined as (

    select
        long_period.feed,
        long_period.partner_id,
        long_period.currency,
        case
            when long_period.is_previous_complete then long_period.kept_growth_share
            else short_period.kept_growth_share
        end as growth_share,
        long_period.order_count + coalesce(long_period.previous_kept_order_count, 0) as scored_orders,
        long_period.cancel_rate,
        long_period.return_rate,
        purchase_intervals.interval_ratio,
        case when long_period.kept_order_count >= {{ min_orders }} then breadth.top_product_share end
            as top_product_share,
        case
            when long_period.kept_line_count >= {{ min_lines }}
                then round({{ safe_divide('long_period.discount_amount', 'long_period.list_amount') }}, 6)
        end
            as discount_share
    from long_period
    inner join short_period
        on
            long_period.feed = short_period.feed
            and long_period.partner_id = short_period.partner_id
            and long_period.currency = short_period.currency
    left join purchase_intervals
        on
            long_period.feed = purchase_intervals.feed
            and long_period.partner_id = purchase_intervals.partner_id
            and long_period.currency = purchase_intervals.currency
    left join breadth
        on
            long_period.feed = breadth.feed
            and long_period.partner_id = breadth.partner_id
            and long_period.currency = breadth.currency

),

-- linear_score names the value that scores 0 first, and the value that scores 100 second
scored as (

    select
        *,
        {{ linear_score('growth_share', -bounds.growth, bounds.growth) }} as growth_component,
        {{ linear_score('cancel_rate', bounds.cancel, 0.0) }} as cancel_component,
        {{ linear_score('return_rate', bounds['return'], 0.0) }} as return_component,
        -- full score up to the partner's usual interval, score 0 from so many intervals on
        {{ linear_score('interval_ratio', bounds.rhythm, 1.0) }} as recency_component,
        {{ linear_score('top_product_share', 1.0, 0.0) }} as breadth_component,
        {{ linear_score('discount_share', bounds.discount, 0.0) }} as discount_component
    from joined

),

weighted as (

    select
        *,
        round({{ known_weight(components, weights) }}, 4) as known_weight_share,
        round({{ weighted_score(components, weights) }}, 1) as weighted_score
    from scored

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(growth_share as double) as growth_share,
        cast(cancel_rate as double) as cancel_rate,
        cast(return_rate as double) as return_rate,
        cast(interval_ratio as double) as interval_ratio,
        cast(top_product_share as double) as top_product_share,
        cast(discount_share as double) as discount_share,
        {%- for column in components.values() %}
            cast(round({{ column }}, 1) as double) as {{ column }},
        {%- endfor %}
        cast(known_weight_share as double) as known_weight_share,
        case
            when
                scored_orders >= {{ min_orders }}
                and known_weight_share >= {{ var('partner_health_min_known_weight') }}
                then cast(weighted_score as double)
        end as health_score,
        case
            when scored_orders < {{ min_orders }}
                then 'Fewer than {{ min_orders }} orders in the last 180 days.'
            when known_weight_share < {{ var('partner_health_min_known_weight') }}
                then 'Too few of the components are known for a score.'
        end as health_unavailable_reason
    from weighted

)

select * from final
