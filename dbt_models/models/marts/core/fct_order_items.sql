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

product_costs as (

    select * from {{ ref('int_unit_costs') }}
    where source = 'products'

),

list_costs as (

    select * from {{ ref('int_unit_costs') }}
    where source = 'price_list'

),

fx_rates as (

    select * from {{ ref('int_fx_daily') }}

),

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

-- a cost counts in the currency of the line only
costed as (

    select
        of_changed_days.*,
        case
            when of_changed_days.line_kind = 'service' then null
            when of_changed_days.stated_unit_cost is not null
                then of_changed_days.stated_unit_cost
            when coalesce(product_costs.currency, of_changed_days.currency) = of_changed_days.currency
                then coalesce(
                    product_costs.unit_cost,
                    case
                        when list_costs.currency = of_changed_days.currency
                            then list_costs.unit_cost
                    end
                )
            when list_costs.currency = of_changed_days.currency then list_costs.unit_cost
        end as known_unit_cost,
        coalesce(product_costs.unit_cost, list_costs.unit_cost) is not null as has_cost_abroad
    from of_changed_days
    left join product_costs
        on
            of_changed_days.sku_key = product_costs.sku_key
            and of_changed_days.order_date >= product_costs.valid_from
            and (
                of_changed_days.order_date < product_costs.valid_to
                or product_costs.valid_to is null
            )
    left join list_costs
        on
            of_changed_days.sku_key = list_costs.sku_key
            and of_changed_days.order_date >= list_costs.valid_from
            and (
                of_changed_days.order_date < list_costs.valid_to
                or list_costs.valid_to is null
            )

),

converted as (

    select
        costed.*,
        case
            when costed.currency = '{{ var("reporting_currency") }}' then costed.amount
            else {{ money('round(costed.amount * fx_rates.rate, 2)') }}
        end as reporting_amount
    from costed
    left join fx_rates
        on
            costed.currency = fx_rates.from_currency
            and costed.order_date = fx_rates.order_date

),

final as (

    select
        {{ md5_of(['feed', 'line_key', 'occurrence']) }} as order_line_id,
        feed,
        order_id,
        order_date,
        ordered_at,
        channel,
        partner_id,
        customer_id,
        product_id,
        sku,
        style,
        size,
        category,
        line_kind,
        service_kind,
        cast(quantity as bigint) as quantity,
        {{ money('list_amount') }} as list_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('amount') }} as amount,
        currency,
        order_state,
        source_status,
        is_kept,
        is_credit,
        is_business_order,
        cast(known_unit_cost as decimal(18, 4)) as unit_cost,
        case
            when known_unit_cost is not null then null
            when line_kind = 'service' then 'A service line has no cost of goods.'
            when has_cost_abroad then 'The cost of this article is known in another currency only.'
            else 'No order line, product list or price list states a cost of this article on that day.'
        end as margin_unavailable_reason,
        {{ money('reporting_amount') }} as reporting_amount,
        case
            when reporting_amount is not null then null
            when amount is null then 'The source states no amount.'
            else 'No exchange rate into {{ var("reporting_currency") }} is known on or before that day.'
        end as reporting_unavailable_reason,
        ship_country,
        ship_region,
        ship_city,
        ship_postal_code,
        source_fingerprint
    from converted

)

select * from final
order by order_date, feed
