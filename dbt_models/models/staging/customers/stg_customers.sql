with source as (

    select * from {{ source('raw', 'customers') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

-- of several records for the same key, the one delivered last counts
ranked as (

    select
        source.customer_id,
        source.customer_name,
        source.country,
        source.signup_date,
        source.acquisition_channel,
        row_number() over (
            partition by source.customer_id
            order by files.delivered_number desc nulls last, source.record_number desc nulls last
        ) as version_rank
    from source
    left join files
        on source.file_id = files.file_id

),

final as (

    select
        customer_id,
        customer_name,
        country,
        signup_date,
        acquisition_channel
    from ranked
    where version_rank = 1

)

select * from final
