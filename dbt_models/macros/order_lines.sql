{# Words that every feed's order lines share: sizes, names, service lines, identities. #}

{# Sizes are written '3XL' and 'XXXL', 'Free' and 'FREE': one spelling each. #}
{% macro normal_size(size) -%}
    case upper(trim({{ size }})) when '3XL' then 'XXXL' else upper(trim({{ size }})) end
{%- endmacro %}

{# A name as an identity: edge blanks dropped, inner blanks collapsed, upper case. #}
{% macro normal_name(name) -%}
    upper(trim({{ regex_replace(name, '\\s+', ' ') }}))
{%- endmacro %}

{# Style and size name an article; without a style its stock keeping unit does. #}
{% macro seller_product_id(style, size, sku) -%}
    case
        when {{ style }} is null then upper({{ sku }})
        else upper({{ style }}) || '/' || coalesce({{ normal_size(size) }}, '')
    end
{%- endmacro %}

{# The key of an order line: a digest of what its source says, and which of equal lines it is. #}
{% macro order_line_id() -%}
    {{ md5_of(['feed', 'line_key', 'occurrence']) }}
{%- endmacro %}

{# The kind of service a code stands for, null for goods. Codes are upper case in the var
   `service_codes`; a trailing asterisk stands for any ending. #}
{% macro service_kind(code, feed) -%}
    case
    {%- for kind, codes in var('service_codes')[feed].items() %}
        {%- set whole = [] %}
        {%- for item in codes %}
            {%- if item.endswith('*') %}
        when upper({{ code }}) like '{{ item[:-1] }}%' then '{{ kind }}'
            {%- else %}
                {%- do whole.append("'" ~ item ~ "'") %}
            {%- endif %}
        {%- endfor %}
        {%- if whole %}
        when upper({{ code }}) in ({{ whole | join(', ') }}) then '{{ kind }}'
        {%- endif %}
    {%- endfor %}
    end
{%- endmacro %}
