with rates as (

    select * from {{ ref('stg_fx_rates') }}

),

final as (

    select
        from_currency,
        to_currency,
        rate,
        rate_date as valid_from,
        coalesce(
            lead(rate_date) over (
                partition by from_currency, to_currency
                order by rate_date nulls last
            ), cast('{{ var("end_of_time") }}' as date)
        ) as valid_before
    from rates

)

select * from final
