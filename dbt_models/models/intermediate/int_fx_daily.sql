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
        lead(rate_date) over (
            partition by from_currency
            order by rate_date
        ) as valid_to
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
            and (
                with_validity.valid_to > trading_days.order_date
                or with_validity.valid_to is null
            )

)

select * from per_day
