with costs as (

    select * from {{ ref('stg_acquisition_costs') }}

),

rates as (

    select * from {{ ref('int_fx_periods') }}
    where to_currency = '{{ var("reporting_currency") }}'

),

-- the exchange rate of the last day that the row covers applies to its whole amount
converted as (

    select
        costs.*,
        case
            when costs.currency = '{{ var("reporting_currency") }}' then costs.amount
            else {{ round_money(money_times('costs.amount', 'rates.rate'), "'" ~ var('reporting_currency') ~ "'") }}
        end as reporting_amount
    from costs
    left join rates
        on
            costs.currency = rates.from_currency
            and costs.last_date >= rates.valid_from
            and costs.last_date < rates.valid_before

),

final as (

    select
        cast(file_name as string) as file_name,
        cast(record_number as bigint) as record_number,
        cast(stated_by as string) as stated_by,
        cast(first_date as date) as first_date,
        cast(last_date as date) as last_date,
        cast({{ dbt.date_trunc('month', 'first_date') }} as date) as spend_month,
        cast(feed as string) as feed,
        cast(acquisition_channel as string) as acquisition_channel,
        cast(currency as string) as currency,
        {{ money('amount') }} as amount,
        {{ money('reporting_amount') }} as reporting_amount,
        case
            when reporting_amount is null
                then
                    'No exchange rate into {{ var("reporting_currency") }} is known'
                    || ' on or before the last day that the row covers.'
        end as reporting_unavailable_reason
    from converted

)

select * from final
