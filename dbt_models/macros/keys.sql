{# Keys that join several columns. #}

{# The MD5 hash of several columns; a null counts as a value of its own. #}
{% macro md5_of(expressions) -%}
    md5({{ text_key(expressions) }})
{%- endmacro %}

{# Several columns joined into one text. A double has no stable text form: never pass one. #}
{% macro text_key(expressions) -%}
    {%- for expression in expressions -%}
        coalesce(cast({{ expression }} as string), '~'){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
