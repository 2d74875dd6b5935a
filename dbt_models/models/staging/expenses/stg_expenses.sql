with source as (

    select * from {{ source('raw', 'expenses') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

final as (

    select
        source.file_id,
        files.file_name,
        source.record_number,
        source.received_particular,
        source.received_amount,
        source.expense_particular,
        source.expense_amount
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
