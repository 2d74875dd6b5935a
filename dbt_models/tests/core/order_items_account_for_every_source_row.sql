-- Per feed, the raw table and the fact table have the same number of rows and the same amount, so that
-- no row is lost or counted twice. The International report lists its goods in two layouts, of which
-- one counts; international_layouts_agree checks that they agree. All sums have one type, because DuckDB
-- unites two sums of different scale in the smaller one.
with raw_totals as (

    select
        'amazon_sale_report' as feed,
        count(*) as line_count,
        cast(sum(amount) as decimal(38, 4)) as amount
    from {{ source('raw', 'amazon_sale_report') }}
    where not is_superseded

    union all

    select
        'online_retail' as feed,
        count(*) as line_count,
        sum({{ round_money('quantity * unit_price', "'" ~ var('online_retail_currency') ~ "'") }}) as amount
    from {{ source('raw', 'online_retail') }}
    where not is_superseded

    union all

    select
        'order_lines' as feed,
        count(*) as line_count,
        sum(coalesce(
            {{ round_money('amount', 'upper(currency)') }},
            {{ round_money(units_times('quantity', 'unit_price'), 'upper(currency)') }}
            - {{ round_money('coalesce(discount_amount, 0)', 'upper(currency)') }}
        )) as amount
    from {{ source('raw', 'order_lines') }}
    where not is_superseded

    union all

    select
        'international_sale_report' as feed,
        count(*) as line_count,
        cast(sum(amount) as decimal(38, 4)) as amount
    from {{ ref('int_international_order_lines') }}

),

fact_totals as (

    select
        feed,
        count(*) as line_count,
        sum(amount) as amount
    from {{ ref('fct_order_items') }}
    group by feed

)

select
    raw_totals.feed,
    raw_totals.line_count as raw_line_count,
    fact_totals.line_count as fact_line_count,
    raw_totals.amount as raw_amount,
    fact_totals.amount as fact_amount
from raw_totals
left join fact_totals
    on raw_totals.feed = fact_totals.feed
where
    raw_totals.line_count <> coalesce(fact_totals.line_count, 0)
    or coalesce(raw_totals.amount, 0) <> coalesce(fact_totals.amount, 0)
