with expenses as (

    select * from {{ ref('stg_expenses') }}

),

final as (

    select
        file_name,
        record_number,
        received_particular,
        received_amount,
        expense_particular,
        expense_amount,
        '{{ var("seller_currency") }}' as currency
    from expenses

)

select * from final
