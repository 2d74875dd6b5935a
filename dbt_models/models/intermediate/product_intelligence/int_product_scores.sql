{%- set weights = var('product_score_weights') -%}
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

-- feeds that follow a parcel home state returns; feeds that issue credits state those
rated as (

    select
        sales.feed,
        sales.currency,
        sales.product_id,
        shares.product_count,
        shares.revenue_percentile,
        curves.recent_amount,
        curves.previous_amount,
        stock.stock_cover_days,
        feeds.has_cancelled_state,
        case
            when feeds.has_cancelled_state and sales.line_count >= {{ var('product_rate_min_lines') }}
                then {{ safe_divide('sales.cancelled_lines', 'sales.line_count') }}
        end as cancelled_share,
        feeds.has_delivered_state and feeds.has_returned_state as states_returns,
        case
            when
                feeds.has_delivered_state and feeds.has_returned_state
                and sales.delivered_lines + sales.returned_lines
                >= {{ var('product_rate_min_lines') }}
                then {{ safe_divide(
                    'sales.returned_lines + sales.credit_lines',
                    'sales.delivered_lines + sales.returned_lines + sales.credit_lines'
                ) }}
            when
                not feeds.has_delivered_state and feeds.has_returned_state
                and sales.sale_lines >= {{ var('product_rate_min_lines') }}
                then {{ safe_divide('sales.credited_units', 'sales.sold_units') }}
        end as stated_returned_share,
        feeds.has_returned_state
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

-- more credits than sales: they reverse sales older than the data
trusted as (

    select
        *,
        case when stated_returned_share <= 1 then stated_returned_share end as returned_share
    from rated

),

components as (

    select
        *,
        greatest(0, recent_amount) as recent_weight,
        greatest(0, previous_amount) as previous_weight,
        revenue_percentile as revenue_component,
        100 * (1 - least(1, coalesce(cancelled_share, 0) + coalesce(returned_share, 0)))
            as raw_reliability_component,
        100 * least(1, greatest(0, stock_cover_days) / {{ var('product_cover_target_days') }})
            as raw_availability_component
    from trusted

),

-- an unknown input has no component: it is not zero
known as (

    select
        *,
        case
            when recent_amount is null then null
            when recent_weight + previous_weight = 0 then 0
            else {{ safe_divide('100 * recent_weight', 'recent_weight + previous_weight') }}
        end as momentum_component,
        case
            when cancelled_share is not null or returned_share is not null
                then raw_reliability_component
        end as reliability_component,
        case when stock_cover_days is not null then raw_availability_component end
            as availability_component
    from components

),

weighed as (

    select
        *,
        1 + case when momentum_component is null then 0 else 1 end
        + case when reliability_component is null then 0 else 1 end
        + case when availability_component is null then 0 else 1 end as component_count,
        {{ weights.revenue }} * revenue_component
        + {{ weights.momentum }} * coalesce(momentum_component, 0)
        + {{ weights.reliability }} * coalesce(reliability_component, 0)
        + {{ weights.availability }} * coalesce(availability_component, 0) as weighted_sum,
        {{ weights.revenue }}
        + case when momentum_component is null then 0 else {{ weights.momentum }} end
        + case when reliability_component is null then 0 else {{ weights.reliability }} end
        + case when availability_component is null then 0 else {{ weights.availability }} end
            as weight_sum
    from known

),

final as (

    select
        feed,
        currency,
        product_id,
        cast(cancelled_share as double) as cancelled_share,
        case
            when cancelled_share is not null then null
            when not has_cancelled_state then 'The feed states no cancellations.'
            else 'Fewer than {{ var("product_rate_min_lines") }} lines.'
        end as cancelled_share_unavailable_reason,
        cast(returned_share as double) as returned_share,
        case
            when returned_share is not null then null
            when not has_returned_state then 'The feed states no returns.'
            when stated_returned_share > 1
                then 'More units credited than sold: credits of sales older than the data.'
            when states_returns
                then 'Fewer than {{ var("product_rate_min_lines") }} lines whose delivery is stated.'
            else 'Fewer than {{ var("product_rate_min_lines") }} lines.'
        end as returned_share_unavailable_reason,
        cast(round(revenue_component, 1) as decimal(5, 1)) as revenue_component,
        cast(round(momentum_component, 1) as decimal(5, 1)) as momentum_component,
        cast(round(reliability_component, 1) as decimal(5, 1)) as reliability_component,
        cast(round(availability_component, 1) as decimal(5, 1)) as availability_component,
        case
            when
                product_count >= {{ var('product_score_min_products') }}
                and component_count >= {{ var('product_score_min_components') }}
                then cast(round(cast(weighted_sum / weight_sum as double), 1) as decimal(5, 1))
        end as product_score,
        case
            when product_count < {{ var('product_score_min_products') }}
                then 'Fewer than {{ var("product_score_min_products") }} products to compare with.'
            when component_count < {{ var('product_score_min_components') }}
                then 'Fewer than {{ var("product_score_min_components") }} components are known.'
        end as product_score_unavailable_reason
    from weighed

)

select * from final
