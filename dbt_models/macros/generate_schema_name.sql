{# The layer word is the schema: no prefix from the target, so asset keys and schemas agree. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
