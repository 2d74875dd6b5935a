{%- set weights = var('customer_priority_weights') -%}
with facts as (

    select * from {{ ref('int_customer_facts') }}
    where frequency > 0 and monetary is not null

),

rhythm as (

    select * from {{ ref('int_customer_purchase_intervals') }}

),

-- the place of a customer is the share of customers who are strictly worse: equal values share it
placed as (

    select
        facts.feed,
        facts.customer_id,
        count(*) over (partition by facts.feed) as customer_count,
        rank() over (
            partition by facts.feed order by facts.recency_days desc nulls last
        ) - 1 as staler_customers,
        rank() over (
            partition by facts.feed order by facts.frequency asc nulls last
        ) - 1 as rarer_customers,
        rank() over (
            partition by facts.feed order by facts.monetary asc nulls last
        ) - 1 as smaller_customers,
        rhythm.rhythm_ratio
    from facts
    left join rhythm
        on
            facts.feed = rhythm.feed
            and facts.customer_id = rhythm.customer_id

),

guarded as (

    select * from placed
    where customer_count >= {{ var('customer_score_min_customers') }}

),

components as (

    select
        *,
        100.0 * smaller_customers / customer_count as value_component,
        100.0 * rarer_customers / customer_count as frequency_component,
        case
            when rhythm_ratio is not null
                then
                    100.0 * least(rhythm_ratio, {{ var('customer_rhythm_silent_ratio') }})
                    / {{ var('customer_rhythm_silent_ratio') }}
        end as urgency_component
    from guarded

),

final as (

    select
        feed,
        customer_id,
        cast(1 + floor(5.0 * staler_customers / customer_count) as integer) as recency_score,
        cast(1 + floor(5.0 * rarer_customers / customer_count) as integer) as frequency_score,
        cast(1 + floor(5.0 * smaller_customers / customer_count) as integer) as monetary_score,
        cast(round(cast(value_component as double), 1) as decimal(5, 1)) as value_component,
        cast(round(cast(frequency_component as double), 1) as decimal(5, 1)) as frequency_component,
        cast(round(cast(urgency_component as double), 1) as decimal(5, 1)) as urgency_component,
        cast(round(
            cast(
                {{ weights.value }} * value_component
                + {{ weights.frequency }} * frequency_component
                + {{ weights.urgency }} * coalesce(urgency_component, 0)
                as double
            )
            / (
                {{ weights.value }} + {{ weights.frequency }}
                + case when urgency_component is null then 0 else {{ weights.urgency }} end
            ), 1
        ) as decimal(5, 1)) as investment_priority_score
    from components

)

select * from final
