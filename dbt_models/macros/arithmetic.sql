{# Arithmetic that is the same on every engine. #}

{# The type of an amount of money: a decimal, never a double. No currency has more than four decimals;
   round_money in currencies.sql rounds to those that it has. #}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 4))
{%- endmacro %}

{# The type of a quantity: pieces, or a weight with up to three decimals. #}
{% macro units(expression) -%}
    cast({{ expression }} as decimal(18, 3))
{%- endmacro %}

{# A quantity as text, without needless zeros. #}
{% macro units_text(expression) -%}
    {{ regex_replace('cast(' ~ units(expression) ~ ' as string)', '\\.?0+$', '') }}
{%- endmacro %}

{# A quotient as a double; null when the denominator is 0 or null. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}
