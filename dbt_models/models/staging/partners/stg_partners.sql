with source as (

    select * from {{ source('raw', 'partners') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

final as (

    select
        files.delivered_number,
        source.record_number,
        source.partner_id,
        coalesce(
            source.effective_date, cast('{{ var("beginning_of_time") }}' as date)
        ) as effective_date,
        source.partner_name,
        lower(source.partner_type) as partner_type,
        source.region,
        source.commission_pct,
        source.monthly_target_amount,
        upper(source.currency) as currency
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
