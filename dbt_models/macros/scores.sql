{# Marks and weighted scores, said once for every mart of partners and finance. #}

{# 0 at `worst`, 100 at `best`, straight between, null for what is not known. #}
{% macro marks(value, worst, best) -%}
    (100.0 * least(greatest(
        (cast({{ value }} as double) - ({{ worst }})) / (({{ best }}) - ({{ worst }})), 0.0
    ), 1.0) + case when {{ value }} is null then null else 0.0 end)
{%- endmacro %}

{# The share of the weight whose component is known; `components` maps a weight's name to a column. #}
{% macro known_weight(components, weights) -%}
    (
        {%- for name, column in components.items() %}
        case when {{ column }} is null then 0.0 else {{ weights[name] }} end{{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The mean of the known components by their weights. #}
{% macro weighted_score(components, weights) -%}
    (
        (
        {%- for name, column in components.items() %}
            coalesce({{ column }}, 0.0) * {{ weights[name] }}{{ ' +' if not loop.last }}
        {%- endfor %}
        ) / nullif({{ known_weight(components, weights) }}, 0)
    )
{%- endmacro %}

{# A number to so many significant digits, null for null. #}
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
