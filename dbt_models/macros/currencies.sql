{# Amounts of money in the units of their currency. `money` in arithmetic.sql gives an amount its type. #}

{# The currencies by the decimals of their smallest unit (ISO 4217); all others have two. The same list
   is in ecom_platform/currencies.py, and a test compares them. #}
{% macro currencies_by_decimals() %}
    {{ return({
        0: [
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND',
            'VUV', 'XAF', 'XOF', 'XPF',
        ],
        3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
        4: ['CLF', 'UYW'],
    }) }}
{% endmacro %}

{# An amount rounded to the smallest unit of its currency. #}
{% macro round_money(expression, currency) -%}
    case
    {%- for decimals, currencies in currencies_by_decimals().items() %}
        when {{ currency }} in ('{{ currencies | join("', '") }}') then {{ money('round(' ~ expression ~ ', ' ~ decimals ~ ')') }}
    {%- endfor %}
        else {{ money('round(' ~ expression ~ ', 2)') }}
    end
{%- endmacro %}

{# The product of an amount and a factor. DuckDB multiplies two decimals of at most 18 digits within 18
   digits, and fails where the product has more: one of them is made wider. #}
{% macro money_times(amount, factor) -%}
    cast({{ amount }} as decimal(20, 4)) * {{ factor }}
{%- endmacro %}

{# The product of a quantity and a price, which is not rounded. #}
{% macro units_times(quantity, price) -%}
    cast({{ quantity }} as decimal(20, 3)) * {{ price }}
{%- endmacro %}

{# An amount as text, with as many decimals as its currency has. #}
{% macro money_text(expression, currency) -%}
    case
    {%- for decimals, currencies in currencies_by_decimals().items() %}
        when {{ currency }} in ('{{ currencies | join("', '") }}')
            then cast(cast(round({{ expression }}, {{ decimals }}) as decimal(18, {{ decimals }})) as string)
    {%- endfor %}
        else cast(cast(round({{ expression }}, 2) as decimal(18, 2)) as string)
    end
{%- endmacro %}
