with facts as (

    select * from {{ ref('int_customer_facts') }}

),

scores as (

    select * from {{ ref('int_customer_scores') }}

),

-- the order of the rules decides, because a customer may fulfil several
final as (

    select
        cast(facts.feed as string) as feed,
        cast(facts.customer_id as string) as customer_id,
        cast(scores.recency_score as integer) as recency_score,
        cast(scores.frequency_score as integer) as frequency_score,
        cast(scores.monetary_score as integer) as monetary_score,
        case
            when facts.frequency = 0 then 'no purchase'
            when scores.recency_score is null then 'not scored'
            when
                scores.recency_score >= 4 and scores.frequency_score >= 4
                and scores.monetary_score >= 4
                then 'champion'
            when scores.recency_score >= 3 and scores.frequency_score >= 4 then 'loyal'
            when
                scores.recency_score <= 2 and scores.frequency_score >= 4
                and scores.monetary_score >= 4
                then 'cannot lose'
            when
                scores.recency_score <= 2
                and (scores.frequency_score >= 4 or scores.monetary_score >= 4)
                then 'at risk'
            when scores.recency_score >= 4 and facts.frequency = 1 then 'new'
            when scores.recency_score >= 3 and facts.frequency > 1 then 'promising'
            when scores.recency_score = 3 then 'needs attention'
            when scores.recency_score = 2 then 'hibernating'
            else 'lost'
        end as segment
    from facts
    left join scores
        on
            facts.feed = scores.feed
            and facts.customer_id = scores.customer_id

)

select * from final
