-- depends_on: {{ ref('mart_financial_performance_summary') }}
-- The weights of the performance score add to 1; otherwise it would not be a mean.
select weight_sum
from (select {{ var('finance_score_weights').values() | sum }} as weight_sum) as weights
where round(cast(weight_sum as double), 6) <> 1
