with rates as (

    select * from {{ ref('stg_fx_rates') }}
    where to_currency = '{{ var("reporting_currency") }}'

),

trading_days as (

    select distinct order_date from {{ source('raw', 'day_fingerprints') }}

),

with_validity as (

    select
        from_currency,
        rate,
        rate_date as valid_from,
        coalesce(
            lead(rate_date) over (
                partition by from_currency
                order by rate_date nulls last
            ), cast('{{ var("end_of_time") }}' as date)
        ) as valid_before
    from rates

),

per_day as (

    select
        trading_days.order_date,
        with_validity.from_currency,
        with_validity.rate
    from with_validity
    inner join trading_days
        on
            with_validity.valid_from <= trading_days.order_date
            and with_validity.valid_before > trading_days.order_date

)

select * from per_day
