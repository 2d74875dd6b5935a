-- Every cohort has one row for each month from its own to the feed's last.
select
    cohorts.feed,
    cohorts.currency,
    cohorts.cohort_month,
    count(*) as cell_count,
    max(cohorts.months_since) as last_months_since
from {{ ref('mart_cohort_analysis') }} as cohorts
inner join {{ ref('dim_feeds') }} as feeds
    on cohorts.feed = feeds.feed
group by cohorts.feed, cohorts.currency, cohorts.cohort_month, feeds.last_date
having
    count(*) <> max(cohorts.months_since) + 1
    or max(cohorts.months_since)
    <> {{ date_difference('cohorts.cohort_month', 'feeds.last_date', 'month') }}
