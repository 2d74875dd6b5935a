{# The incremental strategy `changed_windows`: `changed_days` for rows that read the days before them.
   The fingerprint of a row covers every day that its averages read and the length of the history, so
   that a late row also rebuilds the days after it, and a full refresh gives the same rows. #}

{# Days of the two averages. They are constants, because the names of the columns contain them. #}
{% macro finance_short_days() %}{{ return(7) }}{% endmacro %}
{% macro finance_long_days() %}{{ return(28) }}{% endmacro %}

{# The days to build: every day on the first run, later the days whose window has changed. #}
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

{# A condition that compares a date column with constants: the days to build and `lookback_days` days
   before them, which their windows read. #}
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

{# dbt calls this macro for a model with `incremental_strategy='changed_windows'`. #}
{% macro get_incremental_changed_windows_sql(arg_dict) %}
    {{ replace_stale_days_sql(
        arg_dict,
        'select feed, order_date, source_fingerprint from ' ~ ref('int_finance_windows')
    ) }}
{% endmacro %}
