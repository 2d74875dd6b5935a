{# Fails for the rows whose value is below min_value or above max_value. Null passes. #}
{% test accepted_range(model, column_name, min_value=none, max_value=none) %}
    {%- if min_value is none and max_value is none -%}
        {{ exceptions.raise_compiler_error("accepted_range on " ~ column_name ~ " needs min_value, max_value or both") }}
    {%- endif %}
    select *
    from {{ model }}
    where
        {{ column_name ~ ' < ' ~ min_value if min_value is not none }}
        {{ 'or' if min_value is not none and max_value is not none }}
        {{ column_name ~ ' > ' ~ max_value if max_value is not none }}
{% endtest %}
