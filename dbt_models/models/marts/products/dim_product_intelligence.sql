{%- set gone_days = var('product_window_days') * var('product_gone_windows') -%}
with sales as (

    select * from {{ ref('int_product_sales') }}

),

curves as (

    select * from {{ ref('int_product_curves') }}

),

shares as (

    select * from {{ ref('int_product_shares') }}

),

scores as (

    select * from {{ ref('int_product_scores') }}

),

stock as (

    select * from {{ ref('int_product_stock') }}

),

list_prices as (

    select * from {{ ref('int_product_list_prices') }}

),

sold as (

    select distinct product_id from sales

),

-- products of a stock list or price list that no feed ever sold: that list counts as their feed
unsold as (

    select
        stock.stock_feed as feed,
        stock.currency,
        stock.product_id,
        stock.sku,
        stock.style,
        stock.size,
        stock.category
    from stock
    left join sold
        on stock.product_id = sold.product_id
    where sold.product_id is null

    union all

    select
        'price_list' as feed,
        '{{ var("seller_currency") }}' as currency,
        list_prices.product_id,
        list_prices.sku,
        list_prices.style,
        cast(null as string) as size,
        list_prices.category
    from list_prices
    left join sold
        on list_prices.product_id = sold.product_id
    left join stock
        on list_prices.product_id = stock.product_id
    where sold.product_id is null and stock.product_id is null

),

listed as (

    select
        feed,
        currency,
        product_id,
        sku,
        style,
        size,
        category
    from sales
    union all
    select
        feed,
        currency,
        product_id,
        sku,
        style,
        size,
        category
    from unsold

),

joined as (

    select
        listed.*,
        curves.as_of_date,
        curves.covered_days,
        sales.first_sale_date,
        sales.last_sale_date,
        coalesce(sales.line_count, 0) as line_count,
        coalesce(sales.sale_lines, 0) as sale_lines,
        coalesce(sales.sold_units, 0) as sold_units,
        coalesce(sales.credited_units, 0) as credited_units,
        coalesce(sales.booked_amount, 0) as booked_amount,
        coalesce(sales.kept_amount, 0) as kept_amount,
        shares.share_of_revenue,
        shares.revenue_rank,
        shares.share_ahead,
        shares.abc_class,
        shares.abc_unavailable_reason,
        curves.recent_amount,
        curves.previous_amount,
        curves.recent_units,
        curves.previous_units,
        curves.growth_share,
        curves.growth_unavailable_reason,
        shares.recent_share_of_revenue,
        shares.growth_share_class,
        shares.growth_share_unavailable_reason,
        curves.earlier_units_per_window,
        curves.lifecycle_stage,
        curves.lifecycle_unavailable_reason,
        scores.cancelled_share,
        scores.cancelled_share_unavailable_reason,
        scores.returned_share,
        scores.returned_share_unavailable_reason,
        stock.stock_quantity,
        stock.stock_date,
        stock.demanded_units,
        stock.pending_units,
        stock.recent_daily_units,
        stock.stock_cover_days,
        stock.stock_cover_unavailable_reason,
        stock.is_dead_stock,
        stock.dead_stock_unavailable_reason,
        stock.oversell_risk,
        list_prices.marketplace_count,
        list_prices.lowest_list_price,
        list_prices.highest_list_price,
        list_prices.list_price_spread,
        list_prices.product_id is not null as has_list_prices,
        scores.product_id is not null as is_sold,
        scores.revenue_component,
        scores.momentum_component,
        scores.reliability_component,
        scores.availability_component,
        scores.product_score,
        scores.product_score_unavailable_reason
    from listed
    left join sales
        on
            listed.feed = sales.feed
            and listed.currency = sales.currency
            and listed.product_id = sales.product_id
    left join curves
        on
            listed.feed = curves.feed
            and listed.currency = curves.currency
            and listed.product_id = curves.product_id
    left join shares
        on
            listed.feed = shares.feed
            and listed.currency = shares.currency
            and listed.product_id = shares.product_id
    left join scores
        on
            listed.feed = scores.feed
            and listed.currency = scores.currency
            and listed.product_id = scores.product_id
    left join stock
        on listed.product_id = stock.product_id
    left join list_prices
        on listed.product_id = list_prices.product_id

),

-- stock belongs to the product and not to the feed: it is summed on the product's first row only
ranked as (

    select
        *,
        row_number() over (
            partition by product_id
            order by kept_amount desc nulls last, feed asc nulls last, currency asc nulls last
        ) as product_row,
        case
            when product_score is not null then rank() over (
                partition by feed, currency order by product_score desc nulls last
            )
        end as investment_priority_rank
    from joined

),

-- the first rule that holds decides; the most urgent comes first
prioritised as (

    select
        *,
        case
            when coalesce(is_dead_stock, false) then 'clear stock'
            when first_sale_date is null then 'none'
            when sale_lines < {{ var('product_advice_min_lines') }} then 'none'
            when
                lifecycle_stage = 'dormant'
                and {{ date_difference('last_sale_date', 'as_of_date', 'day') }} >= {{ gone_days }}
                then 'none'
            when lifecycle_stage = 'dormant' then 'exit'
            when
                oversell_risk in ('sold out', 'high')
                and (abc_class in ('A', 'B') or growth_share_class = 'star')
                then 'restock'
            when growth_share_class = 'star' then 'invest'
            when
                growth_share_class = 'question mark'
                and product_score >= {{ var('product_score_invest_min') }}
                then 'invest'
            when growth_share_class = 'cash cow' then 'protect'
            when growth_share_class = 'question mark' then 'test'
            when growth_share_class = 'dog' and lifecycle_stage = 'decline' then 'reduce'
            else 'keep'
        end as investment_priority
    from ranked

),

explained as (

    select
        *,
        case investment_priority
            when 'clear stock'
                then
                    'A stock of ' || {{ units_text('stock_quantity') }}
                    || ' and none sold in any channel in its last '
                    || '{{ var("product_dead_stock_windows") * var("product_window_days") }} days.'
            when 'none'
                then
                    case
                        when first_sale_date is null then 'Nothing of it was ever sold and kept.'
                        when sale_lines < {{ var('product_advice_min_lines') }}
                            then 'Fewer than {{ var("product_advice_min_lines") }} sales: too few for advice.'
                        else
                            'No sale since ' || cast(last_sale_date as string)
                            || ' in this feed: it has left the range already.'
                    end
            when 'exit' then 'No sale since ' || cast(last_sale_date as string) || ' in this feed.'
            when 'restock'
                then
                    coalesce('Class ' || abc_class, 'A ' || growth_share_class)
                    || ': a stock of ' || {{ units_text('stock_quantity') }}
                    || ' against ' || {{ units_text('demanded_units') }}
                    || ' sold in all channels in the last {{ var("product_window_days") }} days'
                    || ' of each and ' || {{ units_text('pending_units') }} || ' pending.'
            when 'keep' then 'No rule calls for a change.'
            else
                'A ' || growth_share_class || ': ' || currency || ' '
                || {{ money_text('recent_amount', 'currency') }} || ' kept in the last '
                || '{{ var("product_window_days") }} days after '
                || {{ money_text('previous_amount', 'currency') }} || ' in those before.'
        end as investment_reason
    from prioritised

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        cast(sku as string) as sku,
        cast(style as string) as style,
        cast(size as string) as size,
        cast(category as string) as category,
        cast(as_of_date as date) as as_of_date,
        cast(first_sale_date as date) as first_sale_date,
        cast(last_sale_date as date) as last_sale_date,
        cast(line_count as bigint) as line_count,
        {{ units('sold_units') }} as sold_units,
        {{ units('credited_units') }} as credited_units,
        {{ money('booked_amount') }} as booked_amount,
        {{ money('kept_amount') }} as kept_amount,
        cast(share_of_revenue as double) as share_of_revenue,
        cast(revenue_rank as bigint) as revenue_rank,
        cast(share_ahead as double) as share_ahead,
        cast(abc_class as string) as abc_class,
        cast(
            case when is_sold then abc_unavailable_reason else 'Never sold.' end as string
        ) as abc_unavailable_reason,
        {{ money('recent_amount') }} as recent_amount,
        {{ money('previous_amount') }} as previous_amount,
        cast(growth_share as double) as growth_share,
        cast(
            case
                when is_sold then growth_unavailable_reason else 'Never sold.'
            end as string
        ) as growth_unavailable_reason,
        cast(recent_share_of_revenue as double) as recent_share_of_revenue,
        cast(growth_share_class as string) as growth_share_class,
        cast(
            case
                when is_sold then growth_share_unavailable_reason else 'Never sold.'
            end as string
        ) as growth_share_unavailable_reason,
        {{ units('recent_units') }} as recent_units,
        {{ units('previous_units') }} as previous_units,
        cast(earlier_units_per_window as double) as earlier_units_per_window,
        cast(lifecycle_stage as string) as lifecycle_stage,
        cast(
            case when is_sold then lifecycle_unavailable_reason else 'Never sold.' end as string
        ) as lifecycle_unavailable_reason,
        cast(cancelled_share as double) as cancelled_share,
        cast(
            case
                when is_sold then cancelled_share_unavailable_reason else 'Never sold.'
            end as string
        ) as cancelled_share_unavailable_reason,
        cast(returned_share as double) as returned_share,
        cast(
            case
                when is_sold then returned_share_unavailable_reason else 'Never sold.'
            end as string
        ) as returned_share_unavailable_reason,
        {{ units('stock_quantity') }} as stock_quantity,
        stock_quantity is not null and product_row = 1 as is_stock_row,
        cast(stock_date as date) as stock_date,
        stock_quantity is not null and stock_date is null as is_stock_date_unknown,
        cast(recent_daily_units as double) as recent_daily_units,
        cast(stock_cover_days as double) as stock_cover_days,
        cast(
            case
                when stock_quantity is null then 'No stock list names the product.'
                else stock_cover_unavailable_reason
            end as string
        ) as stock_cover_unavailable_reason,
        cast(is_dead_stock as boolean) as is_dead_stock,
        cast(
            case
                when stock_quantity is null then 'No stock list names the product.'
                else dead_stock_unavailable_reason
            end as string
        ) as dead_stock_unavailable_reason,
        cast(oversell_risk as string) as oversell_risk,
        cast(marketplace_count as integer) as marketplace_count,
        {{ money('lowest_list_price') }} as lowest_list_price,
        {{ money('highest_list_price') }} as highest_list_price,
        {{ money('list_price_spread') }} as list_price_spread,
        cast(
            case
                when list_price_spread is not null then null
                when has_list_prices then 'Fewer than two marketplaces have a price.'
                else 'No price list names the product.'
            end as string
        ) as list_price_unavailable_reason,
        cast(revenue_component as decimal(5, 1)) as revenue_component,
        cast(momentum_component as decimal(5, 1)) as momentum_component,
        cast(reliability_component as decimal(5, 1)) as reliability_component,
        cast(availability_component as decimal(5, 1)) as availability_component,
        cast(product_score as decimal(5, 1)) as product_score,
        cast(
            case
                when is_sold then product_score_unavailable_reason else 'Never sold.'
            end as string
        ) as product_score_unavailable_reason,
        cast(investment_priority as string) as investment_priority,
        cast(investment_reason as string) as investment_reason,
        cast(investment_priority_rank as bigint) as investment_priority_rank
    from explained

)

select * from final
