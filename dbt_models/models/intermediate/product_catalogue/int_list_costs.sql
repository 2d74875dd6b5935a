with price_lists as (

    select * from {{ ref('stg_price_list') }}

),

-- of two lists with one date, the one delivered later counts
ranked as (

    select
        upper(sku) as sku_key,
        effective_date,
        transfer_price,
        row_number() over (
            partition by upper(sku), effective_date
            order by delivered_number desc nulls last, record_number desc nulls last
        ) as version_rank
    from price_lists
    where transfer_price is not null

),

final as (

    select
        cast(sku_key as string) as sku_key,
        cast(effective_date as date) as valid_from,
        coalesce(
            lead(effective_date) over (
                partition by sku_key
                order by effective_date nulls last
            ), cast('{{ var("end_of_time") }}' as date)
        ) as valid_before,
        cast(transfer_price as decimal(18, 4)) as unit_cost,
        '{{ var("seller_currency") }}' as currency
    from ranked
    where version_rank = 1

)

select * from final
