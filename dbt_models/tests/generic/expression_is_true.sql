{# The expression holds on every row (unknown counts as false); shows the rows where it does not. #}
{% test expression_is_true(model, expression, column_name=none) %}
    select *
    from {{ model }}
    where not coalesce({{ column_name ~ ' ' if column_name }}{{ expression }}, false)
{% endtest %}
