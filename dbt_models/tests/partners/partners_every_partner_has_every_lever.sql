-- Every partner of the dashboard has exactly five levers, and every lever belongs to a partner.
with dashboard as (

    select * from {{ ref('mart_partner_performance_dashboard') }}

),

levers as (

    select
        feed,
        partner_id,
        currency,
        count(*) as lever_count
    from {{ ref('mart_partner_optimization_insights') }}
    group by feed, partner_id, currency

)

select
    coalesce(dashboard.partner_id, levers.partner_id) as partner_id,
    levers.lever_count
from dashboard
full outer join levers
    on
        dashboard.feed = levers.feed
        and dashboard.partner_id = levers.partner_id
        and dashboard.currency = levers.currency
where dashboard.partner_id is null or levers.lever_count is null or levers.lever_count <> 5
