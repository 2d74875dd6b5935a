{%- set digits = var('partner_benchmark_digits') -%}
with levers as (

    select * from {{ ref('int_partner_levers') }}

),

summed as (

    select
        partner_type,
        currency,
        lever_name,
        count(lever_value) as peer_count,
        percentile_cont(0.25) within group (order by lever_value) as lower_quartile,
        percentile_cont(0.5) within group (order by lever_value) as median_value,
        percentile_cont(0.75) within group (order by lever_value) as upper_quartile
    from levers
    group by partner_type, currency, lever_name

),

-- a comparison of too few partners would reveal single ones
filtered as (

    select * from summed
    where peer_count >= {{ var('partner_min_group_size') }}

),

-- a quartile can be the exact value of one partner; rounding keeps that value secret
final as (

    select
        cast(partner_type as string) as partner_type,
        cast(currency as string) as currency,
        cast(lever_name as string) as lever_name,
        cast({{ significant('lower_quartile', digits) }} as double) as benchmark_p25,
        cast({{ significant('median_value', digits) }} as double) as benchmark_median,
        cast({{ significant('upper_quartile', digits) }} as double) as benchmark_p75
    from filtered

)

select * from final
