with products as (

    select * from {{ ref('stg_products') }}

),

price_lists as (

    select * from {{ ref('stg_price_list') }}

),

stated as (

    select
        'products' as source,
        upper(sku) as sku_key,
        effective_date,
        unit_cost,
        currency,
        delivered_number,
        record_number
    from products
    where unit_cost is not null

    union all

    select
        'price_list' as source,
        upper(sku) as sku_key,
        coalesce(content_date, cast('{{ var("beginning_of_time") }}' as date)) as effective_date,
        cast(transfer_price as decimal(18, 4)) as unit_cost,
        '{{ var("seller_currency") }}' as currency,
        delivered_number,
        record_number
    from price_lists
    where transfer_price is not null

),

ranked as (

    select
        *,
        row_number() over (
            partition by source, sku_key, effective_date
            order by delivered_number desc nulls last, record_number desc
        ) as statement_rank
    from stated

),

with_validity as (

    select
        source,
        sku_key,
        effective_date as valid_from,
        lead(effective_date) over (
            partition by source, sku_key
            order by effective_date
        ) as valid_to,
        unit_cost,
        currency
    from ranked
    where statement_rank = 1

)

select * from with_validity
