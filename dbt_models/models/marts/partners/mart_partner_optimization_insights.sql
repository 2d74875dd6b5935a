{%- set min_group = var('partner_min_group_size') -%}
{%- set gaps = {'best_quartile': 'gap_to_best_quartile', 'benchmark_median': 'gap_to_median'} -%}
{%- set upsides = {
    'gap_to_best_quartile': 'upside_amount', 'gap_to_median': 'upside_to_median_amount'
} -%}
with levers as (

    select * from {{ ref('int_partner_levers') }}

),

benchmarks as (

    select * from {{ ref('int_partner_benchmarks') }}

),

-- rank among the peers with a known value; rank 1 is the best
ranked as (

    select
        *,
        count(lever_value) over (partition by partner_type, currency, lever_name) as peer_count,
        rank() over (
            partition by partner_type, currency, lever_name
            order by case when is_higher_better then -lever_value else lever_value end asc nulls last
        ) as peer_rank
    from levers

),

-- the better quartile is the upper one where a higher value is better, else the lower one
compared as (

    select
        ranked.*,
        benchmarks.benchmark_p25,
        benchmarks.benchmark_median,
        benchmarks.benchmark_p75,
        case
            when ranked.is_higher_better then benchmarks.benchmark_p75
            else benchmarks.benchmark_p25
        end as best_quartile,
        ranked.lever_value is not null and ranked.peer_count >= {{ min_group }} as is_comparable
    from ranked
    left join benchmarks
        on
            ranked.partner_type = benchmarks.partner_type
            and ranked.currency = benchmarks.currency
            and ranked.lever_name = benchmarks.lever_name

),

-- the distance to the benchmark where the partner is worse, else 0; a distance within the rounding of
-- the benchmark counts as 0
measured as (

    select
        *,
    {%- for benchmark, gap in gaps.items() %}
        case
            when not is_comparable then null
            when
                abs({{ benchmark }} - lever_value) < {{ var('partner_gap_min_share') }} * lever_value
                then 0.0
            when is_higher_better then greatest({{ benchmark }} - lever_value, 0.0)
            else greatest(lever_value - {{ benchmark }}, 0.0)
        end as {{ gap }}{{ ',' if not loop.last }}
    {%- endfor %}
    from compared

),

-- what closing the gap is worth on the partner's own sales: the formulas are in the description of
-- upside_amount
uncapped as (

    select
        *,
    {%- for gap, upside in upsides.items() %}
        case
            when {{ gap }} = 0 then 0.0
            when lever_name in ('cancel_rate', 'return_rate')
                then {{ safe_divide('kept_amount', '1 - lever_value') }} * {{ gap }}
            when lever_name = 'discount_share' then cast(list_amount as double) * {{ gap }}
            when lever_name = 'order_value' then cast(kept_order_count as double) * {{ gap }}
            else
                {{ safe_divide('kept_amount', 'kept_order_count') }}
                * {{ gap }} * period_days / 30.0
        end as {{ upside }}_uncapped{{ ',' if not loop.last }}
    {%- endfor %}
    from measured

),

-- nobody gains more from one lever than all that was kept
valued as (

    select
        *,
        upside_amount_uncapped > kept_amount as is_capped,
    {%- for upside in upsides.values() %}
        case
            when {{ upside }}_uncapped is not null
                then least({{ upside }}_uncapped, greatest(cast(kept_amount as double), 0.0))
        end as {{ upside }}{{ ',' if not loop.last }}
    {%- endfor %}
    from uncapped

),

-- the largest upside comes first; quarters of the peers by rank give peer_quartile
ordered as (

    select
        *,
        case
            when upside_amount > 0 then row_number() over (
                partition by feed, partner_id, currency
                order by round(upside_amount, 2) desc nulls last, lever_name asc nulls last
            )
        end as lever_order,
        case
            when not is_comparable then null
            else 1 + floor(4.0 * (peer_rank - 1) / peer_count)
        end as peer_quartile
    from valued

),

-- the parts of the recommendation
worded as (

    select
        *,
        case lever_name
            when 'cancel_rate' then 'Cut the share of cancelled lines'
            when 'return_rate' then 'Cut the share of returned lines'
            when 'discount_share' then 'Lower the discount'
            when 'order_value' then 'Raise the value of an order'
            else 'Win more orders per 30 days'
        end as advice,
    {%- for column in ['lever_value', 'best_quartile'] %}
        case
            when lever_name in ('cancel_rate', 'return_rate', 'discount_share')
                then cast(cast(round(100 * {{ column }}, 1) as decimal(18, 1)) as string) || ' %'
            when lever_name = 'order_value'
                then {{ money_text(column, 'currency') }} || ' ' || currency
            else cast(cast(round({{ column }}, 1) as decimal(18, 1)) as string)
        end as {{ column }}_text{{ ',' if not loop.last }}
    {%- endfor %}
    from ordered

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
        {{ money('kept_amount') }} as kept_amount_90_days,
        cast(peer_count as bigint) as peer_count,
        cast(benchmark_p25 as double) as benchmark_p25,
        cast(benchmark_median as double) as benchmark_median,
        cast(benchmark_p75 as double) as benchmark_p75,
        case
            when benchmark_median is null
                then 'Fewer than {{ min_group }} partners of this type have a known value.'
        end as benchmark_unavailable_reason,
        cast(gap_to_median as double) as gap_to_median,
        cast(gap_to_best_quartile as double) as gap_to_best_quartile,
        {{ round_money('upside_to_median_amount', 'currency') }} as upside_to_median_amount,
        {{ round_money('upside_amount', 'currency') }} as upside_amount,
        case
            when upside_amount is not null then null
            when lever_unavailable_reason is not null then lever_unavailable_reason
            when not is_comparable
                then 'Fewer than {{ min_group }} partners of this type have a known value.'
            else 'Nothing was kept in the last 90 days to value the gap with.'
        end as upside_unavailable_reason,
        cast(lever_order as integer) as lever_order,
        case
            when upside_amount > 0
                then
                    advice || ' from ' || lever_value_text || ' to ' || best_quartile_text
                    || ', where the best quarter of ' || cast(peer_count as string)
                    || ' comparable partners begins: worth about '
                    || {{ money_text('upside_amount', 'currency') }} || ' ' || currency
                    || ' per 90 days' || case
                        when is_capped then ', no more than all that was kept.' else '.'
                    end
        end as recommendation,
        cast(peer_quartile as integer) as peer_quartile,
        cast(case when is_comparable then peer_rank end as integer) as peer_rank
    from worded

)

select * from final
