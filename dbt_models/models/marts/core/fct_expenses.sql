with expenses as (

    select * from {{ ref('stg_expenses') }}

),

final as (

    select
        cast(file_name as string) as file_name,
        cast(record_number as bigint) as record_number,
        cast(received_particular as string) as received_particular,
        {{ money('received_amount') }} as received_amount,
        cast(expense_particular as string) as expense_particular,
        {{ money('expense_amount') }} as expense_amount,
        '{{ var("seller_currency") }}' as currency
    from expenses

)

select * from final
