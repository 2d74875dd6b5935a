{%- set window_days = var('product_window_days') -%}
{%- set min_lines = var('product_growth_min_lines') -%}
with windows as (

    select * from {{ ref('int_product_windows') }}

),

sales as (

    select * from {{ ref('int_product_sales') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

covered as (

    select
        feed,
        as_of_date,
        first_complete_date as first_covered_date
    from feeds

),

aged as (

    select
        sales.feed,
        sales.currency,
        sales.product_id,
        sales.sale_lines,
        sales.first_sale_date,
        sales.last_sale_date,
        covered.as_of_date,
        covered.first_covered_date,
        {{ date_difference('covered.first_covered_date', 'covered.as_of_date', 'day') }} + 1
            as covered_days,
        {{ date_difference('sales.first_sale_date', 'covered.as_of_date', 'day') }} + 1 as days_since_first_sale,
        {{ date_difference('sales.last_sale_date', 'covered.as_of_date', 'day') }} as days_since_last_sale,
        {{ date_difference('covered.first_covered_date', 'sales.first_sale_date', 'day') }}
            as covered_days_before_first_sale
    from sales
    inner join covered
        on sales.feed = covered.feed

),

-- a product's life runs from its first sale to the as-of date: its complete windows
windowed as (

    select
        *,
        cast(floor(days_since_first_sale / cast({{ window_days }} as double)) as integer) as complete_windows
    from aged

),

-- window 0 is the last one; the earlier ones are the other complete windows of the product's life
summed as (

    select
        windowed.feed,
        windowed.currency,
        windowed.product_id,
        max(windowed.complete_windows) as complete_windows,
        sum(case when windows.window_index = 0 then windows.kept_amount else 0 end)
            as recent_amount,
        sum(case when windows.window_index = 1 then windows.kept_amount else 0 end)
            as previous_amount,
        sum(case when windows.window_index = 0 then windows.sold_units else 0 end) as recent_units,
        sum(case when windows.window_index = 1 then windows.sold_units else 0 end)
            as previous_units,
        sum(case when windows.window_index = 0 then windows.sale_lines else 0 end) as recent_lines,
        sum(case when windows.window_index = 1 then windows.sale_lines else 0 end) as previous_lines,
        sum(case
            when windows.window_index between 1 and windowed.complete_windows - 1
                then windows.sold_units
            else 0
        end) as earlier_units
    from windowed
    inner join windows
        on
            windowed.feed = windows.feed
            and windowed.currency = windows.currency
            and windowed.product_id = windows.product_id
    group by windowed.feed, windowed.currency, windowed.product_id

),

compared as (

    select
        windowed.*,
        summed.recent_amount,
        summed.previous_amount,
        summed.recent_units,
        summed.previous_units,
        summed.recent_lines,
        summed.previous_lines,
        {{ safe_divide('summed.earlier_units', 'windowed.complete_windows - 1') }}
            as earlier_units_per_window,
        windowed.covered_days >= 2 * {{ window_days }} as has_both_windows
    from windowed
    inner join summed
        on
            windowed.feed = summed.feed
            and windowed.currency = summed.currency
            and windowed.product_id = summed.product_id

),

-- the first rule that is true decides; a product is new (launch) only where the data reaches back far
-- enough to show that it did not sell before
staged as (

    select
        *,
        case
            when first_sale_date is null then null
            when
                days_since_last_sale >= {{ window_days }} * {{ var('product_dormant_windows') }}
                then 'dormant'
            when days_since_first_sale <= {{ window_days }} and covered_days_before_first_sale >= {{ window_days }}
                then 'launch'
            when sale_lines < {{ var('product_curve_min_lines') }} then null
            when complete_windows < 2 then null
            when recent_units >= {{ var('product_growth_ratio') }} * earlier_units_per_window
                then 'growth'
            when recent_units <= {{ var('product_decline_ratio') }} * earlier_units_per_window
                then 'decline'
            else 'maturity'
        end as lifecycle_stage
    from compared

),

explained as (

    select
        *,
        case
            when has_both_windows and previous_amount > 0 and previous_lines >= {{ min_lines }}
                then round({{ safe_divide('recent_amount', 'previous_amount') }} - 1, 6)
        end as growth_share,
        case
            when not has_both_windows
                then
                    'The data covers ' || cast(covered_days as string)
                    || ' of the {{ 2 * window_days }} days that a comparison needs.'
            when previous_amount <= 0 and recent_amount > 0
                then 'Nothing kept in the previous {{ window_days }} days to compare with.'
            when previous_amount <= 0
                then 'Nothing kept in the last {{ 2 * window_days }} days.'
            when previous_lines < {{ min_lines }}
                then 'Fewer than {{ min_lines }} sales in the previous {{ window_days }} days to compare with.'
        end as growth_unavailable_reason,
        case
            when lifecycle_stage is not null then null
            when first_sale_date is null then 'Never sold and kept.'
            when sale_lines < {{ var('product_curve_min_lines') }}
                then 'Fewer than {{ var("product_curve_min_lines") }} sales: no curve.'
            else 'Sold for fewer than {{ 2 * window_days }} days, or since the data begins: no curve yet.'
        end as lifecycle_unavailable_reason
    from staged

),

final as (

    select
        cast(feed as string) as feed,
        cast(currency as string) as currency,
        cast(product_id as string) as product_id,
        cast(as_of_date as date) as as_of_date,
        cast(covered_days as integer) as covered_days,
        {{ money('case when has_both_windows then recent_amount end') }} as recent_amount,
        {{ money('case when has_both_windows then previous_amount end') }} as previous_amount,
        {{ units('recent_units') }} as recent_units,
        {{ units('previous_units') }} as previous_units,
        cast(recent_lines as bigint) as recent_lines,
        cast(previous_lines as bigint) as previous_lines,
        cast(growth_share as double) as growth_share,
        cast(growth_unavailable_reason as string) as growth_unavailable_reason,
        cast(earlier_units_per_window as double) as earlier_units_per_window,
        cast(lifecycle_stage as string) as lifecycle_stage,
        cast(lifecycle_unavailable_reason as string) as lifecycle_unavailable_reason
    from explained

)

select * from final
