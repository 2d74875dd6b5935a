-- depends_on: {{ ref('mart_partner_performance_dashboard') }}
-- The weights of the health score add to 1; otherwise it would not be a mean.
select weight_sum
from (select {{ var('partner_health_weights').values() | sum }} as weight_sum) as weights
where round(cast(weight_sum as double), 6) <> 1
