-- depends_on: {{ ref('mart_financial_performance_summary') }}
-- A score is a mean only when its weights add to one.
select weight_sum
from (select {{ var('finance_score_weights').values() | sum }} as weight_sum) as weights
where round(cast(weight_sum as double), 6) <> 1
