with source as (

    select * from {{ source('raw', 'online_retail') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

final as (

    select
        file_id,
        record_number,
        invoice,
        stock_code,
        description,
        quantity,
        cast(invoiced_at as date) as order_date,
        invoiced_at,
        unit_price,
        {{ round_money('quantity * unit_price', "'" ~ var('online_retail_currency') ~ "'") }} as amount,
        customer_code,
        country,
        upper(invoice) like 'C%' as is_credit_note,
        upper(invoice) like 'A%' as is_adjustment_note
    from source

)

select * from final
