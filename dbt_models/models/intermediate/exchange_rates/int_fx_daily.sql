with rates as (

    select * from {{ ref('int_fx_periods') }}
    where to_currency = '{{ var("reporting_currency") }}'

),

trading_days as (

    select distinct order_date from {{ source('raw', 'day_fingerprints') }}

),

final as (

    select
        trading_days.order_date,
        rates.from_currency,
        rates.rate
    from rates
    inner join trading_days
        on
            rates.valid_from <= trading_days.order_date
            and rates.valid_before > trading_days.order_date

)

select * from final
