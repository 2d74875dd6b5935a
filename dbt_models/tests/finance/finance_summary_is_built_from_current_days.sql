-- The summary holds exactly the days with order lines, each with the current fingerprint of its window.
with summary as (

    select distinct
        feed,
        order_date,
        source_fingerprint
    from {{ ref('mart_financial_performance_summary') }}

),

windows as (

    select
        feed,
        order_date,
        source_fingerprint
    from {{ ref('int_finance_windows') }}

)

select
    coalesce(summary.feed, windows.feed) as feed,
    coalesce(summary.order_date, windows.order_date) as order_date,
    summary.source_fingerprint,
    windows.source_fingerprint as expected_fingerprint
from windows
full outer join summary
    on
        windows.feed = summary.feed
        and windows.order_date = summary.order_date
        and windows.source_fingerprint = summary.source_fingerprint
where summary.feed is null or windows.feed is null
