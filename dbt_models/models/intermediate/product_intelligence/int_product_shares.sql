with sales as (

    select * from {{ ref('int_product_sales') }}

),

curves as (

    select * from {{ ref('int_product_curves') }}

),

-- a negative kept amount counts as 0 in the ABC ranking and as itself in the share of revenue
joined as (

    select
        sales.feed,
        sales.currency,
        sales.product_id,
        sales.kept_amount,
        case when sales.kept_amount > 0 then sales.kept_amount else 0 end as positive_amount,
        curves.recent_amount,
        curves.previous_amount,
        curves.recent_lines + curves.previous_lines as lines_in_both_windows,
        curves.growth_unavailable_reason
    from sales
    inner join curves
        on
            sales.feed = curves.feed
            and sales.currency = curves.currency
            and sales.product_id = curves.product_id

),

-- amount_ahead is the amount of the products with strictly larger amounts: the ordered sum includes all
-- products with an equal amount, so that equal products get equal figures
ranked as (

    select
        *,
        sum(kept_amount) over (partition by feed, currency) as total_amount,
        sum(positive_amount) over (partition by feed, currency) as total_positive_amount,
        sum(positive_amount) over (
            partition by feed, currency order by positive_amount desc nulls last
        ) - sum(positive_amount) over (partition by feed, currency, positive_amount)
            as amount_ahead,
        rank() over (
            partition by feed, currency order by kept_amount desc nulls last
        ) as revenue_rank,
        rank() over (
            partition by feed, currency order by kept_amount asc nulls last
        ) - 1 as products_with_lower_amount,
        count(*) over (partition by feed, currency) as product_count,
        sum(recent_amount) over (partition by feed, currency) as total_recent_amount,
        count(case when recent_amount > 0 then 1 end) over (partition by feed, currency)
            as recent_product_count
    from joined

),

-- a share is high from so many average shares on; the average is 1 divided by the number of products that
-- sold in the last window
shared as (

    select
        *,
        {{ safe_divide('kept_amount', 'total_amount') }} as share_of_revenue,
        {{ safe_divide('amount_ahead', 'total_positive_amount') }} as share_ahead,
        {{ safe_divide('recent_amount', 'total_recent_amount') }} as recent_share_of_revenue,
        {{ var('product_matrix_share_multiple') }}
        * {{ safe_divide('1', 'recent_product_count') }} as min_high_share
    from ranked

),

compared as (

    select
        *,
        coalesce(
            lines_in_both_windows >= {{ var('product_matrix_min_lines') }}
            and recent_amount is not null and (recent_amount > 0 or previous_amount > 0),
            false
        ) as is_comparable,
        recent_share_of_revenue >= min_high_share as has_high_share,
        recent_amount >= (1 + {{ var('product_matrix_growth_min') }}) * previous_amount
            as has_high_growth
    from shared

),

classified as (

    select
        *,
        case
            when product_count < {{ var('product_score_min_products') }} then null
            when positive_amount = 0 then 'C'
            when share_ahead < {{ var('product_abc_a_share') }} then 'A'
            when share_ahead < {{ var('product_abc_b_share') }} then 'B'
            else 'C'
        end as abc_class,
        case
            when not is_comparable then null
            when has_high_growth and has_high_share then 'star'
            when has_high_growth then 'question mark'
            when has_high_share then 'cash cow'
            else 'dog'
        end as growth_share_class,
        case
            when is_comparable then null
            when recent_amount is null then growth_unavailable_reason
            when lines_in_both_windows < {{ var('product_matrix_min_lines') }}
                then 'Fewer than {{ var("product_matrix_min_lines") }} sales in the two periods compared.'
            else 'Nothing kept in the two periods compared.'
        end as growth_share_unavailable_reason
    from compared

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        cast(share_of_revenue as double) as share_of_revenue,
        cast(revenue_rank as bigint) as revenue_rank,
        cast(share_ahead as double) as share_ahead,
        cast(abc_class as string) as abc_class,
        case
            when abc_class is null
                then 'Fewer than {{ var("product_score_min_products") }} products to compare with.'
        end as abc_unavailable_reason,
        cast(product_count as bigint) as product_count,
        {{ safe_divide('100 * products_with_lower_amount', 'product_count') }} as revenue_percentile,
        cast(recent_share_of_revenue as double) as recent_share_of_revenue,
        cast(growth_share_class as string) as growth_share_class,
        cast(growth_share_unavailable_reason as string) as growth_share_unavailable_reason
    from classified

)

select * from final
