with rates as (

    select * from {{ ref('stg_fx_rates') }}

),

final as (

    select
        cast(from_currency as string) as from_currency,
        cast(to_currency as string) as to_currency,
        cast(rate as decimal(18, 8)) as rate,
        cast(rate_date as date) as valid_from,
        coalesce(
            lead(rate_date) over (
                partition by from_currency, to_currency
                order by rate_date nulls last
            ), cast('{{ var("end_of_time") }}' as date)
        ) as valid_before
    from rates

)

select * from final
