with facts as (

    select * from {{ ref('int_customer_facts') }}

),

purchase_intervals as (

    select * from {{ ref('int_customer_purchase_intervals') }}

),

scores as (

    select * from {{ ref('int_customer_scores') }}

),

segments as (

    select * from {{ ref('int_customer_segments') }}

),

feed_totals as (

    select
        feed,
        sum(monetary) as feed_monetary
    from facts
    group by feed

),

-- typical_gap_days, longest_gap_days and rhythm_ratio are the published names of the median and longest
-- purchase interval and of interval_ratio
joined as (

    select
        facts.*,
        feed_totals.feed_monetary,
        segments.segment,
        scores.recency_score,
        scores.frequency_score,
        scores.monetary_score,
        scores.value_component,
        scores.frequency_component,
        scores.urgency_component,
        scores.investment_priority_score,
        purchase_intervals.order_day_count,
        purchase_intervals.median_interval_days as typical_gap_days,
        purchase_intervals.longest_interval_days as longest_gap_days,
        purchase_intervals.interval_ratio as rhythm_ratio,
        purchase_intervals.churn_signal
    from facts
    inner join segments
        on
            facts.feed = segments.feed
            and facts.customer_id = segments.customer_id
    inner join feed_totals
        on facts.feed = feed_totals.feed
    left join scores
        on
            facts.feed = scores.feed
            and facts.customer_id = scores.customer_id
    left join purchase_intervals
        on
            facts.feed = purchase_intervals.feed
            and facts.customer_id = purchase_intervals.customer_id

),

ranked as (

    select
        *,
        case
            when monetary is not null then rank() over (
                partition by feed order by monetary desc nulls last
            )
        end as revenue_rank,
        case
            when investment_priority_score is not null then rank() over (
                partition by feed order by investment_priority_score desc nulls last
            )
        end as investment_priority_rank,
        -- parts of the sentence in next_best_action
        cast(frequency as string) || case when frequency = 1 then ' order' else ' orders' end
        || ' worth ' || coalesce(currency || ' ' || {{ money_text('monetary', 'currency') }}, 'an unknown amount')
            as worth,
        'the last on ' || cast(last_order_date as string) || ', ' || cast(recency_days as string)
        || ' days before the as-of date' as last_seen
    from joined

),

advised as (

    select
        *,
        case segment
            when 'no purchase' then 'Nothing kept is on record: check whether the account is live.'
            when 'not scored' then 'Too little to compare with: look at the account by hand.'
            when 'champion' then 'Keep close and offer first choice: ' || worth || ', ' || last_seen || '.'
            when 'loyal' then 'Raise the basket of a regular: ' || worth || ', ' || last_seen || '.'
            when 'cannot lose' then 'Call in person and ask why: ' || worth || ', ' || last_seen || '.'
            when 'at risk' then 'Make an offer to return: ' || worth || ', ' || last_seen || '.'
            when 'new' then 'Win the second order: ' || worth || ', ' || last_seen || '.'
            when 'promising' then 'Build the habit: ' || worth || ', ' || last_seen || '.'
            when 'needs attention' then 'Remind before it fades: ' || worth || ', ' || last_seen || '.'
            when 'hibernating' then 'Remind at low cost: ' || worth || ', ' || last_seen || '.'
            else 'Spend nothing but the newsletter: ' || worth || ', ' || last_seen || '.'
        end
        || case
            when churn_signal in ('late', 'silent')
                then
                    ' Own rhythm is an order every ' || cast(typical_gap_days as string)
                    || ' days, never a pause longer than '
                    || cast(longest_gap_days as string) || '.'
            else ''
        end as next_best_action
    from ranked

),

final as (

    select
        cast(feed as string) as feed,
        cast(customer_id as string) as customer_id,
        cast(customer_name as string) as customer_name,
        cast(country as string) as country,
        cast(currency as string) as currency,
        cast(as_of_date as date) as as_of_date,
        cast(first_order_date as date) as first_order_date,
        cast(last_order_date as date) as last_order_date,
        cast(recency_days as integer) as recency_days,
        cast(frequency as bigint) as frequency,
        {{ units('quantity') }} as quantity,
        {{ money('monetary') }} as monetary,
        case
            when frequency = 0 then 'No kept purchase of goods is on record.'
            when monetary is null
                then 'No exchange rate into ' || currency || ' for some of the orders.'
        end as monetary_unavailable_reason,
        {{ money('credit_amount') }} as credit_amount,
        {{ round_money('cast(monetary as double) / nullif(frequency, 0)', 'currency') }}
            as average_order_value,
        {{ safe_divide('monetary', 'feed_monetary') }} as share_of_revenue,
        cast(revenue_rank as bigint) as revenue_rank,
        cast(recency_score as integer) as recency_score,
        cast(frequency_score as integer) as frequency_score,
        cast(monetary_score as integer) as monetary_score,
        cast(
            cast(recency_score as string) || cast(frequency_score as string)
            || cast(monetary_score as string) as string
        ) as rfm_code,
        case
            when recency_score is not null then null
            when frequency = 0 then 'No kept purchase of goods is on record.'
            when monetary is null
                then 'No exchange rate into ' || currency || ' for some of the orders.'
            else 'Fewer than {{ var("customer_score_min_customers") }} buyers to compare with.'
        end as score_unavailable_reason,
        cast(segment as string) as segment,
        cast(next_best_action as string) as next_best_action,
        cast(typical_gap_days as decimal(9, 1)) as typical_gap_days,
        cast(longest_gap_days as integer) as longest_gap_days,
        cast(rhythm_ratio as double) as rhythm_ratio,
        cast(churn_signal as string) as churn_signal,
        case
            when churn_signal is not null then null
            when frequency = 0 then 'No kept purchase of goods is on record.'
            else 'Fewer than {{ var("customer_rhythm_min_orders") }} order days: no rhythm of its own yet.'
        end as churn_unavailable_reason,
        cast(value_component as decimal(5, 1)) as value_component,
        cast(frequency_component as decimal(5, 1)) as frequency_component,
        cast(urgency_component as decimal(5, 1)) as urgency_component,
        cast(investment_priority_score as decimal(5, 1)) as investment_priority_score,
        cast(investment_priority_rank as bigint) as investment_priority_rank,
        case
            when investment_priority_score is null then null
            when investment_priority_score >= {{ var('customer_priority_high_min') }} then 'high'
            when investment_priority_score >= {{ var('customer_priority_medium_min') }} then 'medium'
            else 'low'
        end as investment_priority
    from advised

)

select * from final
