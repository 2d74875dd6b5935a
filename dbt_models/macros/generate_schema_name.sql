{# The schema of a model is its layer, without the prefix that dbt adds, so that Dagster asset keys and
   schemas agree. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
