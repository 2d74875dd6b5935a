{# Arithmetic said once: the same on every engine. #}

{# Money, to the cent, never a double. #}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 2))
{%- endmacro %}

{# A quotient, null when there is nothing to divide by. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{# One digest of several columns; a null counts as a value of its own. #}
{% macro md5_of(expressions) -%}
    md5({{ text_key(expressions) }})
{%- endmacro %}

{# Several columns as one text, for keys. Never give it a double. #}
{% macro text_key(expressions) -%}
    {%- for expression in expressions -%}
        coalesce(cast({{ expression }} as string), '~'){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
