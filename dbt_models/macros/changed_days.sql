{# Incremental models rebuild whole days: exactly those whose source fingerprint differs from the
   one they were built with, and those that vanished. The model keeps the fingerprint of each row's
   day in `source_fingerprint`, beside `feed` and `order_date`. #}

{# The days to build: all of them at first, later those that changed. #}
{% macro changed_days() %}
    select
        source_days.feed,
        source_days.order_date,
        source_days.fingerprint as source_fingerprint
    from {{ source('raw', 'day_fingerprints') }} as source_days
    {%- if is_incremental() %}
        left join ({{ built_days(this) }}) as built_days
            on
                source_days.feed = built_days.feed
                and source_days.order_date = built_days.order_date
                and source_days.fingerprint = built_days.source_fingerprint
    where built_days.feed is null
    {%- endif %}
{% endmacro %}

{# A condition on constants, so that the engine skips whatever lies outside before it joins. #}
{% macro is_within_changed_days(column='order_date') -%}
    {%- if not (execute and is_incremental()) -%}
        true
    {%- else -%}
        {%- set span = run_query(
            'select min(order_date), max(order_date) from (' ~ changed_days() ~ ') as changed_days'
        ).rows[0] -%}
        {{ is_between_dates(column, span[0], span[1]) }}
    {%- endif -%}
{%- endmacro %}

{% macro is_between_dates(column, first, last) -%}
    {%- if first is none -%}
        false
    {%- else -%}
        {{ column }} between cast('{{ first }}' as date) and cast('{{ last }}' as date)
    {%- endif -%}
{%- endmacro %}

{% macro built_days(relation) -%}
    select distinct feed, order_date, source_fingerprint from {{ relation }}
{%- endmacro %}

{# What the source says now: one row per feed and day with its fingerprint. #}
{% macro source_days() %}
    select feed, order_date, fingerprint as source_fingerprint
    from {{ source('raw', 'day_fingerprints') }}
{% endmacro %}

{# Days the table holds with a fingerprint that is no longer the current one. #}
{% macro stale_days(relation, current_days) %}
    select built_days.feed, built_days.order_date
    from ({{ built_days(relation) }}) as built_days
    left join ({{ current_days }}) as current_days
        on
            built_days.feed = current_days.feed
            and built_days.order_date = current_days.order_date
            and built_days.source_fingerprint = current_days.source_fingerprint
    where current_days.feed is null
{% endmacro %}

{# Stale days out, built days in, with a predicate on the date. #}
{% macro replace_stale_days_sql(arg_dict, current_days) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set stale = stale_days(target, current_days) -%}
    {%- set span = run_query(
        'select min(order_date), max(order_date) from (' ~ stale ~ ') as stale_days'
    ).rows[0] -%}
    {%- if span[0] is not none %}
    delete from {{ target }}
    where
        {{ is_between_dates('order_date', span[0], span[1]) }}
        and (feed, order_date) in ({{ stale }});
    {%- endif %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
    order by order_date nulls last;
{% endmacro %}

{# The strategy `changed_days`. #}
{% macro get_incremental_changed_days_sql(arg_dict) %}
    {{ replace_stale_days_sql(arg_dict, source_days()) }}
{% endmacro %}
