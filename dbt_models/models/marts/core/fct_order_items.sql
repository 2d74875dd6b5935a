{{ config(
    materialized='incremental',
    incremental_strategy='changed_days',
    on_schema_change='fail',
) }}

with changed_days as (

    {{ changed_days() }}

),

lines as (

    select * from {{ ref('int_order_lines') }}
    where {{ is_within_changed_days() }}

),

product_versions as (

    select * from {{ ref('int_product_versions') }}

),

list_costs as (

    select * from {{ ref('int_list_costs') }}

),

fx_rates as (

    select * from {{ ref('int_fx_daily') }}

),

-- the filter above lets the engine skip other days; this join selects the changed days of each feed
of_changed_days as (

    select
        lines.*,
        upper(lines.sku) as sku_key,
        lines.order_state in ('shipped', 'delivered') or lines.is_credit as is_kept,
        changed_days.source_fingerprint
    from lines
    inner join changed_days
        on
            lines.feed = changed_days.feed
            and lines.order_date = changed_days.order_date

),

-- style, size and category of a product apply from described_from on, its cost only from valid_from on
with_costs as (

    select
        of_changed_days.*,
        coalesce(of_changed_days.style, product_versions.style) as known_style,
        coalesce(of_changed_days.size, product_versions.size) as known_size,
        coalesce(of_changed_days.category, product_versions.category) as known_category,
        case
            when of_changed_days.order_date >= product_versions.valid_from
                then product_versions.unit_cost
        end as product_cost,
        coalesce(product_versions.currency, of_changed_days.currency) as product_cost_currency,
        list_costs.unit_cost as list_cost,
        list_costs.currency as list_cost_currency
    from of_changed_days
    left join product_versions
        on
            of_changed_days.product_id = product_versions.product_id
            and of_changed_days.order_date >= product_versions.described_from
            and of_changed_days.order_date < product_versions.valid_before
    left join list_costs
        on
            of_changed_days.sku_key = list_costs.sku_key
            and of_changed_days.order_date >= list_costs.valid_from
            and of_changed_days.order_date < list_costs.valid_before

),

-- the cost on the line wins, then that of the product list, then that of the price list; a cost in
-- another currency than the line's does not count, so that a line with a listed cost but without a known
-- one has its cost in another currency
costed as (

    select
        *,
        case
            when line_kind = 'service' then null
            else coalesce(
                stated_unit_cost,
                case when product_cost_currency = currency then product_cost end,
                case when list_cost_currency = currency then list_cost end
            )
        end as known_unit_cost,
        coalesce(product_cost, list_cost) is not null as has_any_listed_cost
    from with_costs

),

converted as (

    select
        costed.*,
        case
            when costed.currency = '{{ var("reporting_currency") }}' then costed.amount
            else {{ round_money(money_times('costed.amount', 'fx_rates.rate'), "'" ~ var('reporting_currency') ~ "'") }}
        end as reporting_amount
    from costed
    left join fx_rates
        on
            costed.currency = fx_rates.from_currency
            and costed.order_date = fx_rates.order_date

),

final as (

    select
        {{ order_line_id() }} as order_line_id,
        cast(feed as string) as feed,
        cast(order_id as string) as order_id,
        cast(order_date as date) as order_date,
        cast(ordered_at as {{ type_timestamp() }}) as ordered_at,
        cast(channel as string) as channel,
        cast(partner_id as string) as partner_id,
        cast(customer_id as string) as customer_id,
        cast(product_id as string) as product_id,
        cast(sku as string) as sku,
        cast(known_style as string) as style,
        cast(known_size as string) as size,
        cast(known_category as string) as category,
        cast(line_kind as string) as line_kind,
        cast(service_kind as string) as service_kind,
        {{ units('quantity') }} as quantity,
        {{ money('list_amount') }} as list_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('amount') }} as amount,
        cast(currency as string) as currency,
        cast(order_state as string) as order_state,
        cast(source_status as string) as source_status,
        cast(is_kept as boolean) as is_kept,
        cast(is_credit as boolean) as is_credit,
        cast(is_business_order as boolean) as is_business_order,
        cast(known_unit_cost as decimal(18, 4)) as unit_cost,
        case
            when known_unit_cost is not null then null
            when line_kind = 'service' then 'A service line has no cost of goods.'
            when has_any_listed_cost then 'The cost of this article is known in another currency only.'
            else 'No order line, product list or price list states a cost of this article on that day.'
        end as margin_unavailable_reason,
        {{ money('reporting_amount') }} as reporting_amount,
        case
            when reporting_amount is not null then null
            when amount is null then 'The source states no amount.'
            else 'No exchange rate into {{ var("reporting_currency") }} is known on or before that day.'
        end as reporting_unavailable_reason,
        cast(ship_country as string) as ship_country,
        cast(ship_region as string) as ship_region,
        cast(ship_city as string) as ship_city,
        cast(ship_postal_code as string) as ship_postal_code,
        cast(source_fingerprint as string) as source_fingerprint
    from converted

)

select * from final
order by order_date nulls last, feed nulls last
