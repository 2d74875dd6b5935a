{# The incremental strategy `changed_windows`: as `changed_days`, for rows that look back. The
   fingerprint of a row covers every day its averages read, and the length of the history before,
   so a late row rebuilds the days after it too, and a full refresh gives the same rows. #}

{# Days of the averages. Constants, not vars: the names of the columns say them. #}
{% macro finance_short_days() %}{{ return(7) }}{% endmacro %}
{% macro finance_long_days() %}{{ return(28) }}{% endmacro %}

{# The days to build: all of them at first, later those whose window changed. #}
{% macro changed_windows() %}
    select
        windows.feed,
        windows.order_date,
        windows.history_days,
        windows.source_fingerprint
    from {{ ref('int_finance_windows') }} as windows
    {%- if is_incremental() %}
        left join ({{ built_days(this) }}) as built_windows
            on
                windows.feed = built_windows.feed
                and windows.order_date = built_windows.order_date
                and windows.source_fingerprint = built_windows.source_fingerprint
    where built_windows.feed is null
    {%- endif %}
{% endmacro %}

{# A condition on constants: the changed days and the days their windows read. #}
{% macro is_within_changed_windows(column='order_date', lookback_days=0) -%}
    {%- if not (execute and is_incremental()) -%}
        true
    {%- else -%}
        {%- set first_read = add_days('min(order_date)', -lookback_days) -%}
        {%- set span = run_query(
            'select ' ~ first_read ~ ', max(order_date) from (' ~ changed_windows() ~ ') as changed_windows'
        ).rows[0] -%}
        {{ is_between_dates(column, span[0], span[1]) }}
    {%- endif -%}
{%- endmacro %}

{% macro stale_windows(relation) %}
    select built_windows.feed, built_windows.order_date
    from ({{ built_days(relation) }}) as built_windows
    left join {{ ref('int_finance_windows') }} as windows
        on
            built_windows.feed = windows.feed
            and built_windows.order_date = windows.order_date
            and built_windows.source_fingerprint = windows.source_fingerprint
    where windows.feed is null
{% endmacro %}

{% macro get_incremental_changed_windows_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set span = run_query(
        'select min(order_date), max(order_date) from (' ~ stale_windows(target) ~ ') as stale_windows'
    ).rows[0] -%}
    {%- if span[0] is not none %}
    delete from {{ target }}
    where
        {{ is_between_dates('order_date', span[0], span[1]) }}
        and (feed, order_date) in ({{ stale_windows(target) }});
    {%- endif %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
    order by order_date;
{% endmacro %}
