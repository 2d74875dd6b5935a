{# The incremental strategy `changed_days`. A run rebuilds whole days: those whose source fingerprint
   has changed since they were built. It deletes the days that the source no longer has. A model that
   uses the strategy has the columns `feed`, `order_date` and `source_fingerprint`. #}

{# The days to build: every day on the first run, later the days that have changed. #}
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

{# A condition that compares a date column with constants, so that the engine skips all other days
   before it joins. #}
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

{# One row per feed and day of the source, with the current fingerprint. #}
{% macro source_days() %}
    select feed, order_date, fingerprint as source_fingerprint
    from {{ source('raw', 'day_fingerprints') }}
{% endmacro %}

{# The days of `relation` whose fingerprint is not, or no longer, among `current_days`. #}
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

{# Deletes the stale days and inserts the built ones. The condition on the date lets the engine skip
   the rest of the table. #}
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

{# dbt calls this macro for a model with `incremental_strategy='changed_days'`. #}
{% macro get_incremental_changed_days_sql(arg_dict) %}
    {{ replace_stale_days_sql(arg_dict, source_days()) }}
{% endmacro %}
