with source as (

    select * from {{ source('raw', 'fx_rates') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

-- of several records for the same key, the one delivered last counts
ranked as (

    select
        source.rate_date,
        upper(source.from_currency) as from_currency,
        upper(source.to_currency) as to_currency,
        source.rate,
        row_number() over (
            partition by source.rate_date, upper(source.from_currency), upper(source.to_currency)
            order by files.delivered_number desc nulls last, source.record_number desc nulls last
        ) as version_rank
    from source
    left join files
        on source.file_id = files.file_id

),

final as (

    select
        rate_date,
        from_currency,
        to_currency,
        rate
    from ranked
    where version_rank = 1

)

select * from final
