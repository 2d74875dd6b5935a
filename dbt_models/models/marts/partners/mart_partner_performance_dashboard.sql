{%- set periods = ['30_days', '90_days', 'quarter_to_date', 'year_to_date'] -%}
{%- set measures = [
    'booked_amount', 'kept_amount', 'previous_kept_amount', 'kept_growth_share',
    'growth_unavailable_reason', 'order_count', 'unit_count', 'cancel_rate',
    'cancel_rate_unavailable_reason', 'return_rate', 'return_rate_unavailable_reason',
    'target_amount',
] -%}
{%- set min_group = var('partner_min_group_size') -%}
{%- set min_orders = var('partner_min_orders') -%}
{%- set min_lines = var('partner_rate_min_lines') -%}
with sales as (

    select * from {{ ref('int_partner_period_sales') }}

),

targets as (

    select * from {{ ref('int_partner_targets') }}

),

health as (

    select * from {{ ref('int_partner_health') }}

),

purchase_intervals as (

    select * from {{ ref('int_partner_purchase_intervals') }}

),

breadth as (

    select * from {{ ref('int_partner_breadth') }}

),

partners as (

    select * from {{ ref('dim_partners') }}
    where is_current

),

with_targets as (

    select
        sales.*,
        targets.target_amount
    from sales
    left join targets
        on
            sales.feed = targets.feed
            and sales.partner_id = targets.partner_id
            and sales.currency = targets.currency
            and sales.period_name = targets.period_name

),

-- one row per partner: each measure becomes one column per period
pivoted as (

    select
        feed,
        partner_id,
        currency,
        as_of_date,
        history_from_date,
        has_amounts,
    {%- for period in periods %}
        {%- for column in measures %}
            max(case when period_name = '{{ period }}' then {{ column }} end) as {{ column }}_{{ period }},
        {%- endfor %}
        bool_or(is_complete and period_name = '{{ period }}') as is_complete_{{ period }}{{ ',' if not loop.last }}
    {%- endfor %}
    from with_targets
    group by
        feed,
        partner_id,
        currency,
        as_of_date,
        history_from_date,
        has_amounts

),

-- median_gap_days and rhythm_ratio are the published names of the median purchase interval and of
-- interval_ratio
joined as (

    select
        pivoted.*,
        partners.partner_name,
        partners.partner_type,
        partners.region,
        purchase_intervals.first_order_date,
        purchase_intervals.last_order_date,
        purchase_intervals.order_day_count,
        purchase_intervals.days_since_last_order,
        purchase_intervals.median_interval_days as median_gap_days,
        breadth.product_count,
        case
            when pivoted.order_count_90_days >= {{ min_orders }}
                then {{ round_money(
                    safe_divide('pivoted.kept_amount_90_days', 'pivoted.order_count_90_days'),
                    'pivoted.currency'
                ) }}
        end as kept_amount_per_order,
        health.growth_share,
        health.top_product_share,
        health.discount_share,
        health.interval_ratio as rhythm_ratio,
        health.growth_component,
        health.cancel_component,
        health.return_component,
        health.recency_component,
        health.breadth_component,
        health.discount_component,
        health.known_weight_share,
        health.health_score,
        health.health_unavailable_reason
    from pivoted
    inner join health
        on
            pivoted.feed = health.feed
            and pivoted.partner_id = health.partner_id
            and pivoted.currency = health.currency
    inner join partners
        on pivoted.partner_id = partners.partner_id
    left join purchase_intervals
        on
            pivoted.feed = purchase_intervals.feed
            and pivoted.partner_id = purchase_intervals.partner_id
            and pivoted.currency = purchase_intervals.currency
    left join breadth
        on
            pivoted.feed = breadth.feed
            and pivoted.partner_id = breadth.partner_id
            and pivoted.currency = breadth.currency

),

-- ranks within the partner type; rank 1 is the largest amount
ranked as (

    select
        *,
        count(kept_amount_90_days) over (partition by partner_type, currency) as ranked_partners,
        rank() over (
            partition by partner_type, currency order by kept_amount_90_days desc nulls last
        ) as kept_rank,
        count(kept_amount_per_order) over (partition by partner_type, currency)
            as rated_partners,
        rank() over (
            partition by partner_type, currency order by kept_amount_per_order desc nulls last
        ) - 1 as better_partners
    from joined

),

-- better_partners is the number of partners that are strictly better: quarters of them give A to D
rated as (

    select
        *,
        case
            when kept_amount_per_order is null or rated_partners < {{ min_group }} then null
            when 4 * better_partners < rated_partners then 'A'
            when 4 * better_partners < 2 * rated_partners then 'B'
            when 4 * better_partners < 3 * rated_partners then 'C'
            else 'D'
        end as efficiency_rating
    from ranked

),

final as (

    select
        cast(feed as string) as feed,
        cast(partner_id as string) as partner_id,
        cast(currency as string) as currency,
        cast(partner_name as string) as partner_name,
        cast(partner_type as string) as partner_type,
        cast(region as string) as region,
        cast(as_of_date as date) as as_of_date,
        cast(history_from_date as date) as history_from_date,
        cast(first_order_date as date) as first_order_date,
        cast(last_order_date as date) as last_order_date,
        cast(order_day_count as bigint) as order_day_count,
        cast(days_since_last_order as integer) as days_since_last_order,
        cast(median_gap_days as double) as median_gap_days,
        {%- for period in periods %}
            {{ money('booked_amount_' ~ period) }} as booked_amount_{{ period }},
            {{ money('kept_amount_' ~ period) }} as kept_amount_{{ period }},
            {{ money('previous_kept_amount_' ~ period) }} as previous_kept_amount_{{ period }},
            cast(kept_growth_share_{{ period }} as double) as kept_growth_share_{{ period }},
            cast(growth_unavailable_reason_{{ period }} as string)
                as growth_unavailable_reason_{{ period }},
            is_complete_{{ period }},
            cast(order_count_{{ period }} as bigint) as order_count_{{ period }},
            {{ units('unit_count_' ~ period) }} as unit_count_{{ period }},
            cast(cancel_rate_{{ period }} as double) as cancel_rate_{{ period }},
            cast(cancel_rate_unavailable_reason_{{ period }} as string)
                as cancel_rate_unavailable_reason_{{ period }},
            cast(return_rate_{{ period }} as double) as return_rate_{{ period }},
            cast(return_rate_unavailable_reason_{{ period }} as string)
                as return_rate_unavailable_reason_{{ period }},
            {{ money('target_amount_' ~ period) }} as target_amount_{{ period }},
            cast(round({{ safe_divide('kept_amount_' ~ period, 'target_amount_' ~ period) }}, 6) as double)
                as target_attainment_share_{{ period }},
            case
                when target_amount_{{ period }} is null
                    then 'No monthly target in this currency is stated for every day of the period.'
            end as target_unavailable_reason_{{ period }},
        {%- endfor %}
        case when not has_amounts then 'The source states no amount for this partner.' end
            as amount_unavailable_reason,
        cast(product_count as bigint) as product_count_90_days,
        cast(growth_share as double) as scored_growth_share,
        cast(rhythm_ratio as double) as rhythm_ratio,
        case
            when rhythm_ratio is null
                then
                    'Fewer than {{ var("partner_rhythm_min_order_days") }} days with an order:'
                    || ' no rhythm of its own yet.'
        end as rhythm_unavailable_reason,
        cast(top_product_share as double) as top_product_share_90_days,
        case
            when top_product_share is not null then null
            when not has_amounts then 'The source states no amount for this partner.'
            else 'Fewer than {{ min_orders }} orders were kept in the last 90 days.'
        end as breadth_unavailable_reason,
        cast(discount_share as double) as discount_share_90_days,
        case
            when discount_share is null
                then 'List price and discount are not both stated on {{ min_lines }} kept lines of the last 90 days.'
        end as discount_unavailable_reason,
        cast(growth_component as double) as growth_component,
        cast(cancel_component as double) as cancel_component,
        cast(return_component as double) as return_component,
        cast(recency_component as double) as recency_component,
        cast(breadth_component as double) as breadth_component,
        cast(discount_component as double) as discount_component,
        cast(known_weight_share as double) as known_weight_share,
        cast(health_score as double) as health_score,
        cast(health_unavailable_reason as string) as health_unavailable_reason,
        {{ money('kept_amount_per_order') }} as kept_amount_per_order_90_days,
        cast(efficiency_rating as string) as efficiency_rating,
        case
            when efficiency_rating is not null then null
            when not has_amounts then 'The source states no amount for this partner.'
            when kept_amount_per_order is null
                then 'Fewer than {{ min_orders }} orders in the last 90 days.'
            else 'Fewer than {{ min_group }} partners of this type can be compared.'
        end as efficiency_unavailable_reason,
        cast(case when kept_amount_90_days is not null then kept_rank end as integer)
            as rank_within_type,
        cast(ranked_partners as bigint) as partners_within_type
    from rated

)

select * from final
