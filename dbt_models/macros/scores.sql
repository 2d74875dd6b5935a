{# Scores from 0 to 100 and their weighted means, shared by the partner and finance models. #}

{# A score of 0 at `worst` and 100 at `best`, linear between them; null for a null value. #}
{% macro linear_score(value, worst, best) -%}
    (100.0 * least(greatest(
        (cast({{ value }} as double) - ({{ worst }})) / (({{ best }}) - ({{ worst }})), 0.0
    ), 1.0) + case when {{ value }} is null then null else 0.0 end)
{%- endmacro %}

{# The sum of the weights whose component is not null. `components` maps the name of each weight to
   the column that holds its score. #}
{% macro known_weight(components, weights) -%}
    (
        {%- for name, column in components.items() %}
        case when {{ column }} is null then 0.0 else {{ weights[name] }} end{{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The weighted mean of the components that are not null; null when none is known. #}
{% macro weighted_score(components, weights) -%}
    (
        (
        {%- for name, column in components.items() %}
            coalesce({{ column }}, 0.0) * {{ weights[name] }}{{ ' +' if not loop.last }}
        {%- endfor %}
        ) / nullif({{ known_weight(components, weights) }}, 0)
    )
{%- endmacro %}

{# A number rounded to `digits` significant digits; null for null. #}
{% macro significant(value, digits) -%}
    case
        when {{ value }} = 0 then 0.0
        else
            round(
                cast({{ value }} as double)
                / power(10.0, floor(log10(abs({{ value }}))) - {{ digits - 1 }})
            )
            * power(10.0, floor(log10(abs({{ value }}))) - {{ digits - 1 }})
    end
{%- endmacro %}

{# The lower or upper bound of the 95 % interval of a share (Wilson 1927): what a share of few cases may
   be in truth; null when there is no case. The share itself is always inside. #}
{% macro wilson_bound(successes, trials, side) -%}
    {%- set z = 1.959964 -%}
    {{ 'least' if side == 'lower' else 'greatest' }}(
        {{ safe_divide(successes, trials) }},
        (
            cast({{ successes }} as double) + {{ z * z / 2 }}
            {{ '-' if side == 'lower' else '+' }} {{ z }} * sqrt(
                cast({{ successes }} as double) * ({{ trials }} - {{ successes }})
                / nullif(cast({{ trials }} as double), 0) + {{ z * z / 4 }}
            )
        ) / (nullif(cast({{ trials }} as double), 0) + {{ z * z }})
    )
{%- endmacro %}
