with source as (

    select * from {{ source('raw', 'events') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

final as (

    select distinct
        event_date,
        event_name,
        lower(event_kind) as event_kind,
        channel
    from source

)

select * from final
