{%- set dead_days = var('product_dead_stock_windows') * var('product_window_days') -%}
with reports as (

    select * from {{ ref('stg_stock_report') }}
    where stock is not null and is_preferred and product_id is not null

),

products as (

    select * from {{ ref('stg_products') }}
    where stock is not null

),

windows as (

    select * from {{ ref('int_product_windows') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

-- of each product only the report delivered last counts, with all its rows
ranked_reports as (

    select
        *,
        rank() over (
            partition by product_id order by delivered_number desc nulls last
        ) as recency_rank
    from reports

),

-- of each product only the latest record of the product list counts
ranked_products as (

    select
        *,
        row_number() over (
            partition by product_id
            order by effective_date desc nulls last, delivered_number desc nulls last, record_number desc nulls last
        ) as recency_rank
    from products

),

listed as (

    select
        'stock_report' as feed,
        product_id,
        '{{ var("seller_currency") }}' as currency,
        max(upper(sku)) as sku,
        max(upper(design)) as style,
        max(size) as size,
        max(category) as category,
        sum(stock) as stock_quantity,
        max(content_date) as stock_date
    from ranked_reports
    where recency_rank = 1
    group by product_id

    union all

    select
        'products' as feed,
        product_id,
        coalesce(currency, '{{ var("seller_currency") }}') as currency,
        upper(sku) as sku,
        upper(style) as style,
        size,
        category,
        stock as stock_quantity,
        case
            when effective_date > cast('{{ var("beginning_of_time") }}' as date)
                then effective_date
        end as stock_date
    from ranked_products
    where recency_rank = 1

),

-- a product on several lists takes the stock of the list with the latest date
ranked_lists as (

    select
        *,
        row_number() over (
            partition by product_id order by stock_date desc nulls last, feed asc nulls last
        ) as list_rank
    from listed

),

-- the sales and pending units of all feeds; the windows of each feed count back from its own as-of date,
-- and window -1 holds the days after it
demanded as (

    select
        product_id,
        sum(case when window_index = 0 then sold_units else 0 end) as recent_units,
        sum(case
            when window_index < {{ var('product_dead_stock_windows') }} then sold_units else 0
        end) as units_in_dead_window,
        sum(case when window_index <= 0 then pending_units else 0 end) as pending_units
    from windows
    group by product_id

),

-- the longest history of any feed: when even that is shorter than the dead-stock windows, the absence of
-- a sale does not prove that stock is dead
covered as (

    select max({{ date_difference('first_complete_date', 'as_of_date', 'day') }} + 1) as covered_days
    from feeds

),

joined as (

    select
        ranked_lists.*,
        coalesce(demanded.recent_units, 0) as recent_units,
        coalesce(demanded.units_in_dead_window, 0) as units_in_dead_window,
        coalesce(demanded.pending_units, 0) as pending_units,
        coalesce(covered.covered_days >= {{ dead_days }}, false) as is_dead_window_covered,
        {{ safe_divide(
            'ranked_lists.stock_quantity * ' ~ var('product_window_days'), 'demanded.recent_units'
        ) }} as stock_cover_days
    from ranked_lists
    cross join covered
    left join demanded
        on ranked_lists.product_id = demanded.product_id
    where ranked_lists.list_rank = 1

),

-- pending units are as good as sold: stock with a pending line is not dead, and stock that does not exceed
-- the pending units is sold out
classified as (

    select
        *,
        case
            when recent_units = 0
                then 'No sale in any channel in its last {{ var("product_window_days") }} days.'
            when recent_units < {{ var('product_cover_min_units') }}
                then
                    'Fewer than {{ var("product_cover_min_units") }} units sold in all channels'
                    || ' in their last {{ var("product_window_days") }} days.'
        end as stock_cover_unavailable_reason,
        case
            when stock_quantity <= 0 then false
            when units_in_dead_window + pending_units > 0 then false
            when is_dead_window_covered then true
        end as is_dead_stock,
        case
            when
                stock_quantity > 0 and units_in_dead_window + pending_units = 0
                and not is_dead_window_covered
                then 'No channel covers {{ dead_days }} days.'
        end as dead_stock_unavailable_reason,
        case
            when recent_units + pending_units = 0 then 'none'
            when stock_quantity <= pending_units then 'sold out'
            when stock_cover_days < {{ var('product_cover_critical_days') }} then 'high'
            when stock_cover_days < {{ var('product_cover_low_days') }} then 'medium'
            else 'low'
        end as oversell_risk
    from joined

),

final as (

    select
        cast(feed as string) as stock_feed,
        cast(product_id as string) as product_id,
        cast(currency as string) as currency,
        cast(sku as string) as sku,
        cast(style as string) as style,
        cast(size as string) as size,
        cast(category as string) as category,
        {{ units('stock_quantity') }} as stock_quantity,
        cast(stock_date as date) as stock_date,
        {{ units('recent_units') }} as demanded_units,
        {{ units('pending_units') }} as pending_units,
        cast(recent_units / cast({{ var('product_window_days') }} as double) as double)
            as recent_daily_units,
        cast(case when stock_cover_unavailable_reason is null then stock_cover_days end as double) as stock_cover_days,
        cast(stock_cover_unavailable_reason as string) as stock_cover_unavailable_reason,
        cast(is_dead_stock as boolean) as is_dead_stock,
        cast(dead_stock_unavailable_reason as string) as dead_stock_unavailable_reason,
        cast(oversell_risk as string) as oversell_risk
    from classified

)

select * from final
