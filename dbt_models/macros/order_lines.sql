{# How every feed's order lines spell sizes and names, find services and form ids. #}

{# One spelling of a size: sources write '3XL' and 'XXXL', 'Free' and 'FREE'. #}
{% macro normal_size(size) -%}
    case upper(trim({{ size }})) when '3XL' then 'XXXL' else upper(trim({{ size }})) end
{%- endmacro %}

{# A name as an id: in upper case, without outer blanks and with single inner blanks. #}
{% macro normal_name(name) -%}
    upper(trim({{ regex_replace(name, '\\s+', ' ') }}))
{%- endmacro %}

{# The product id of the seller's own feeds: style and size, or the stock keeping unit without a style. #}
{% macro seller_product_id(style, size, sku) -%}
    case
        when {{ style }} is null then upper({{ sku }})
        else upper({{ style }}) || '/' || coalesce({{ normal_size(size) }}, '')
    end
{%- endmacro %}

{# What identifies an order of a feed: several shops may use the same order numbers. #}
{% macro order_identity() -%}
    {{ text_key(['channel', 'order_id']) }}
{%- endmacro %}

{# The key of an order line: a hash of its feed, its values and its number among equal lines. #}
{% macro order_line_id() -%}
    {{ md5_of(['feed', 'line_key', 'occurrence']) }}
{%- endmacro %}

{# The kind of service that a code stands for; null for goods. The var `service_codes` lists the codes
   in upper case; a trailing asterisk matches any ending. #}
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
