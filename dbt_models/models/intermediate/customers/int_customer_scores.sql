{%- set weights = var('customer_priority_weights') -%}
with facts as (

    select * from {{ ref('int_customer_facts') }}
    where frequency > 0 and monetary is not null

),

purchase_intervals as (

    select * from {{ ref('int_customer_purchase_intervals') }}

),

-- the rank minus 1 is the number of customers who are strictly worse, so that equal values get equal scores
ranked as (

    select
        facts.feed,
        facts.customer_id,
        count(*) over (partition by facts.feed) as customer_count,
        rank() over (
            partition by facts.feed order by facts.recency_days desc nulls last
        ) - 1 as customers_with_older_purchase,
        rank() over (
            partition by facts.feed order by facts.frequency asc nulls last
        ) - 1 as customers_with_fewer_purchases,
        rank() over (
            partition by facts.feed order by facts.monetary asc nulls last
        ) - 1 as customers_with_lower_value,
        purchase_intervals.interval_ratio
    from facts
    left join purchase_intervals
        on
            facts.feed = purchase_intervals.feed
            and facts.customer_id = purchase_intervals.customer_id

),

-- the shares mean nothing in a feed with too few buyers
filtered as (

    select * from ranked
    where customer_count >= {{ var('customer_score_min_customers') }}

),

scored as (

    select
        *,
        100.0 * customers_with_lower_value / customer_count as value_component,
        100.0 * customers_with_fewer_purchases / customer_count as frequency_component,
        case
            when interval_ratio is not null
                then
                    100.0 * least(interval_ratio, {{ var('customer_rhythm_silent_ratio') }})
                    / {{ var('customer_rhythm_silent_ratio') }}
        end as urgency_component
    from filtered

),

-- five equal steps of the share of strictly worse buyers give the scores 1 to 5; an unknown urgency takes
-- no part in the weighted mean
final as (

    select
        cast(feed as string) as feed,
        cast(customer_id as string) as customer_id,
        cast(1 + floor(5.0 * customers_with_older_purchase / customer_count) as integer) as recency_score,
        cast(1 + floor(5.0 * customers_with_fewer_purchases / customer_count) as integer) as frequency_score,
        cast(1 + floor(5.0 * customers_with_lower_value / customer_count) as integer) as monetary_score,
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
    from scored

)

select * from final
