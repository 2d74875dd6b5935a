with source as (

    select * from {{ source('raw', 'acquisition_costs') }}
    -- a superseded row is repeated or replaced by a later delivery
    where not is_superseded

),

files as (

    select * from {{ source('raw', 'files') }}

),

renamed as (

    select
        source.file_id,
        files.file_name,
        files.delivered_number,
        source.record_number,
        case when source.layout = 'by_day' then 'day' else 'month' end as stated_by,
        source.spend_date,
        -- a file that names no feed speaks of the generic feed
        coalesce(source.feed, 'order_lines') as feed,
        source.acquisition_channel,
        upper(source.currency) as currency,
        source.amount
    from source
    left join files
        on source.file_id = files.file_id

),

-- of several records for the same key, the one delivered last counts
ranked as (

    select
        *,
        row_number() over (
            partition by stated_by, spend_date, feed, acquisition_channel, currency
            order by delivered_number desc nulls last, record_number desc nulls last
        ) as version_rank
    from renamed

),

final as (

    select
        file_id,
        file_name,
        record_number,
        stated_by,
        spend_date as first_date,
        case
            when stated_by = 'day' then spend_date
            else {{ add_days(dbt.dateadd('month', 1, 'spend_date'), -1) }}
        end as last_date,
        feed,
        acquisition_channel,
        currency,
        amount
    from ranked
    where version_rank = 1

)

select * from final
