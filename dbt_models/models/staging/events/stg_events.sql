with source as (

    select * from {{ source('raw', 'events') }}
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
