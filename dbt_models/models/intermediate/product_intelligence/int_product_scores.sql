{%- set weights = var('product_score_weights') -%}
{%- set min_lines = var('product_rate_min_lines') -%}
{#- the weight of each component (var product_score_weights) and the column of its score #}
{%- set components = {
    'revenue': 'revenue_component', 'momentum': 'momentum_component',
    'reliability': 'reliability_component', 'availability': 'availability_component',
} -%}
with sales as (

    select * from {{ ref('int_product_sales') }}

),

curves as (

    select * from {{ ref('int_product_curves') }}

),

shares as (

    select * from {{ ref('int_product_shares') }}

),

stock as (

    select * from {{ ref('int_product_stock') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

joined as (

    select
        sales.*,
        shares.product_count,
        shares.revenue_percentile,
        curves.recent_amount,
        curves.previous_amount,
        curves.recent_lines + curves.previous_lines as lines_in_both_windows,
        stock.stock_cover_days,
        feeds.has_cancelled_state,
        feeds.has_returned_state,
        feeds.has_delivered_state and feeds.has_returned_state as has_delivered_and_returned_states
    from sales
    inner join feeds
        on sales.feed = feeds.feed
    inner join shares
        on
            sales.feed = shares.feed
            and sales.currency = shares.currency
            and sales.product_id = shares.product_id
    inner join curves
        on
            sales.feed = curves.feed
            and sales.currency = curves.currency
            and sales.product_id = curves.product_id
    left join stock
        on sales.product_id = stock.product_id

),

-- a feed that reports deliveries and returns counts lines; a feed that only issues credits counts units;
-- a share of too few lines is chance and stays null
rated as (

    select
        *,
        case
            when has_cancelled_state and line_count >= {{ min_lines }}
                then {{ safe_divide('cancelled_lines', 'line_count') }}
        end as cancelled_share,
        case
            when has_delivered_and_returned_states and delivered_lines + returned_lines >= {{ min_lines }}
                then {{ safe_divide(
                    'returned_lines + credit_lines', 'delivered_lines + returned_lines + credit_lines'
                ) }}
            when
                has_returned_state and not has_delivered_and_returned_states and sale_lines >= {{ min_lines }}
                then {{ safe_divide('credited_units', 'sold_units') }}
        end as reported_returned_share
    from joined

),

-- a returned share above 1 comes from credits for sales older than the data, so that it counts as unknown;
-- a negative amount of a window counts as no sales
bounded as (

    select
        *,
        case when reported_returned_share <= 1 then reported_returned_share end as returned_share,
        greatest(0, recent_amount) as recent_positive_amount,
        greatest(0, recent_amount) + greatest(0, previous_amount) as positive_amount_of_both_windows
    from rated

),

-- a component whose input is unknown is null, not zero
scored as (

    select
        *,
        revenue_percentile as revenue_component,
        case
            when recent_amount is null or sale_lines < {{ min_lines }} then null
            when positive_amount_of_both_windows = 0 then 0
            when lines_in_both_windows >= {{ var('product_matrix_min_lines') }}
                then {{ safe_divide('100 * recent_positive_amount', 'positive_amount_of_both_windows') }}
        end as momentum_component,
        100 * (1 - least(1, cancelled_share + returned_share))
        + case when cancelled_share is null or returned_share is null then null else 0 end
            as reliability_component,
        case
            when stock_cover_days is not null
                then 100 * least(1, greatest(0, stock_cover_days) / {{ var('product_cover_target_days') }})
        end as availability_component
    from bounded

),

weighted as (

    select
        *,
        case when revenue_component is null then 0 else 1 end
        + case when momentum_component is null then 0 else 1 end
        + case when reliability_component is null then 0 else 1 end
        + case when availability_component is null then 0 else 1 end as component_count,
        {{ weighted_score(components, weights) }} as mean_score
    from scored

),

explained as (

    select
        *,
        case
            when cancelled_share is not null then null
            when not has_cancelled_state then 'The feed states no cancellations.'
            else 'Fewer than {{ min_lines }} lines.'
        end as cancelled_share_unavailable_reason,
        case
            when returned_share is not null then null
            when not has_returned_state then 'The feed states no returns.'
            when reported_returned_share > 1
                then 'More units credited than sold: credits of sales older than the data.'
            when has_delivered_and_returned_states then 'Fewer than {{ min_lines }} lines whose delivery is stated.'
            else 'Fewer than {{ min_lines }} lines.'
        end as returned_share_unavailable_reason,
        case
            when line_count < {{ min_lines }} then 'Fewer than {{ min_lines }} lines.'
            when product_count < {{ var('product_score_min_products') }}
                then 'Fewer than {{ var("product_score_min_products") }} products to compare with.'
            when component_count < {{ var('product_score_min_components') }}
                then 'Fewer than {{ var("product_score_min_components") }} components are known.'
        end as product_score_unavailable_reason
    from weighted

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        cast(cancelled_share as double) as cancelled_share,
        cast(cancelled_share_unavailable_reason as string) as cancelled_share_unavailable_reason,
        cast(returned_share as double) as returned_share,
        cast(returned_share_unavailable_reason as string) as returned_share_unavailable_reason,
        {%- for column in components.values() %}
            cast(round({{ column }}, 1) as decimal(5, 1)) as {{ column }},
        {%- endfor %}
        case
            when product_score_unavailable_reason is null
                then cast(round(cast(mean_score as double), 1) as decimal(5, 1))
        end as product_score,
        cast(product_score_unavailable_reason as string) as product_score_unavailable_reason
    from explained

)

select * from final
