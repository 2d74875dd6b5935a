{# Every difference between SQL engines, and nothing else. A model calls these macros and never names
   an engine. `default__` is the version for DuckDB. A second engine adds its own version with the
   prefix of its adapter where it differs; `spark__` shows how. README.md lists the steps. #}

{# -- text #}

{% macro regex_replace(text, pattern, replacement) -%}
    {{ adapter.dispatch('regex_replace')(text, pattern, replacement) }}
{%- endmacro %}

{% macro default__regex_replace(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regex_replace(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro regex_matches(text, pattern) -%}
    {{ adapter.dispatch('regex_matches')(text, pattern) }}
{%- endmacro %}

{% macro default__regex_matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__regex_matches(text, pattern) -%}
    ({{ text }} rlike r'{{ pattern }}')
{%- endmacro %}

{# The distinct words of a group in alphabetical order, separated by commas. #}
{% macro sorted_words(expression) -%}
    {{ adapter.dispatch('sorted_words')(expression) }}
{%- endmacro %}

{% macro default__sorted_words(expression) -%}
    array_to_string(list_sort(list(distinct {{ expression }})), ', ')
{%- endmacro %}

{% macro spark__sorted_words(expression) -%}
    array_join(array_sort(collect_set({{ expression }})), ', ')
{%- endmacro %}

{# -- types #}

{% macro try_cast(expression, type) -%}
    {{ adapter.dispatch('try_cast')(expression, type) }}
{%- endmacro %}

{% macro default__try_cast(expression, type) -%}
    try_cast({{ expression }} as {{ type }})
{%- endmacro %}

{% macro type_timestamp() -%}
    {{ adapter.dispatch('type_timestamp')() }}
{%- endmacro %}

{% macro default__type_timestamp() -%}
    timestamp
{%- endmacro %}

{% macro spark__type_timestamp() -%}
    timestamp_ntz
{%- endmacro %}

{# An ISO text as a timestamp without a time zone; null when it is not one. #}
{% macro parse_timestamp(text) -%}
    {{ try_cast(text, type_timestamp()) }}
{%- endmacro %}

{# -- dates #}

{# How many boundaries of `part` (day, month, quarter or year) lie between two dates, as an integer. #}
{% macro date_difference(first, second, part) -%}
    {%- if part not in ['day', 'month', 'quarter', 'year'] -%}
        {{ exceptions.raise_compiler_error("date_difference knows day, month, quarter and year, not '" ~ part ~ "'") }}
    {%- endif -%}
    {{ adapter.dispatch('date_difference')(first, second, part) }}
{%- endmacro %}

{% macro default__date_difference(first, second, part) -%}
    cast(date_diff('{{ part }}', cast({{ first }} as date), cast({{ second }} as date)) as integer)
{%- endmacro %}

{% macro spark__date_difference(first, second, part) -%}
    {%- set parts_of_year = {'month': 12, 'quarter': 4, 'year': 1} -%}
    {%- if part == 'day' -%}
        datediff(cast({{ second }} as date), cast({{ first }} as date))
    {%- elif part == 'year' -%}
        (year({{ second }}) - year({{ first }}))
    {%- else -%}
        ((year({{ second }}) - year({{ first }})) * {{ parts_of_year[part] }} + {{ part }}({{ second }}) - {{ part }}({{ first }}))
    {%- endif -%}
{%- endmacro %}

{% macro add_days(date, n) -%}
    {{ adapter.dispatch('add_days')(date, n) }}
{%- endmacro %}

{% macro default__add_days(date, n) -%}
    (cast({{ date }} as date) + cast({{ n }} as integer))
{%- endmacro %}

{% macro spark__add_days(date, n) -%}
    date_add(cast({{ date }} as date), cast({{ n }} as integer))
{%- endmacro %}

{# One row per day, in the column `date_day`, from the date `first` to the date `last` of `relation`. #}
{% macro days_between(relation, first, last) -%}
    {{ adapter.dispatch('days_between')(relation, first, last) }}
{%- endmacro %}

{% macro default__days_between(relation, first, last) -%}
    select cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date) as date_day
    from {{ relation }}
    where {{ first }} is not null
{%- endmacro %}

{% macro spark__days_between(relation, first, last) -%}
    select explode(sequence({{ first }}, {{ last }}, interval 1 day)) as date_day
    from {{ relation }}
    where {{ first }} is not null
{%- endmacro %}

{# Number of the weekday: Monday is 1, Sunday is 7. #}
{% macro day_of_week(date) -%}
    {{ adapter.dispatch('day_of_week')(date) }}
{%- endmacro %}

{% macro default__day_of_week(date) -%}
    cast(isodow({{ date }}) as integer)
{%- endmacro %}

{% macro spark__day_of_week(date) -%}
    (weekday({{ date }}) + 1)
{%- endmacro %}

{# -- windows #}

{# The last value in the partition, up to the current row, that is not null. #}
{% macro last_known(expression, partition_by, order_by) -%}
    {{ adapter.dispatch('last_known')(expression, partition_by, order_by) }}
{%- endmacro %}

{% macro default__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }} ignore nulls) over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{% macro spark__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }}) ignore nulls over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{# The median over a frame of rows, such as "rows between 28 preceding and 1 preceding". #}
{% macro median_over(expression, partition_by, order_by, frame) -%}
    {{ adapter.dispatch('median_over')(expression, partition_by, order_by, frame) }}
{%- endmacro %}

{% macro default__median_over(expression, partition_by, order_by, frame) -%}
    quantile_cont({{ expression }}, 0.5) over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last {{ frame }}
    )
{%- endmacro %}

{% macro spark__median_over(expression, partition_by, order_by, frame) -%}
    percentile({{ expression }}, 0.5) over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last {{ frame }}
    )
{%- endmacro %}
