-- Every cohort has one row for each month from its own to that of the feed's last complete day.
select
    cohorts.feed,
    cohorts.currency,
    cohorts.cohort_month,
    count(*) as cell_count
from {{ ref('mart_cohort_analysis') }} as cohorts
inner join {{ ref('dim_feeds') }} as feeds
    on cohorts.feed = feeds.feed
where cohorts.cohort_month <= feeds.as_of_date and cohorts.activity_month <= feeds.as_of_date
group by cohorts.feed, cohorts.currency, cohorts.cohort_month, feeds.as_of_date
having
    count(*) <> {{ date_difference('cohorts.cohort_month', 'feeds.as_of_date', 'month') }} + 1
