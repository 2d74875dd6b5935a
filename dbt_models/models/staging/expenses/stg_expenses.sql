with source as (

    select * from {{ source('raw', 'expenses') }}
    where not is_superseded

),

renamed as (

    select
        file_id,
        record_number,
        received_particular,
        received_amount,
        expense_particular,
        expense_amount
    from source

)

select * from renamed
