with rates as (

    select * from {{ ref('int_fx_periods') }}
    where to_currency = '{{ var("reporting_currency") }}'

),

trading_days as (

    select distinct order_date from {{ source('raw', 'day_fingerprints') }}

),

final as (

    select
        cast(trading_days.order_date as date) as order_date,
        cast(rates.from_currency as string) as from_currency,
        cast(rates.rate as decimal(18, 8)) as rate
    from rates
    inner join trading_days
        on
            rates.valid_from <= trading_days.order_date
            and rates.valid_before > trading_days.order_date

)

select * from final
