-- depends_on: {{ ref('mart_partner_performance_dashboard') }}
-- A score is a mean only when its weights add to one.
select weight_sum
from (select {{ var('partner_health_weights').values() | sum }} as weight_sum) as weights
where round(cast(weight_sum as double), 6) <> 1
