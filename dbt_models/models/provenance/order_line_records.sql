-- reads no column of fct_order_items, but is built after it, because both are published together and must
-- agree: depends_on: {{ ref('fct_order_items') }}
with lines as (

    select * from {{ ref('int_order_lines') }}

),

source_days as (

    select * from {{ source('raw', 'day_fingerprints') }}

),

files as (

    select * from {{ source('raw', 'files') }}

),

identified as (

    select
        {{ order_line_id() }} as order_line_id,
        feed,
        order_date,
        file_id,
        record_number
    from lines

),

final as (

    select
        cast(identified.order_line_id as string) as order_line_id,
        cast(identified.feed as string) as feed,
        cast(identified.order_date as date) as order_date,
        cast(identified.file_id as bigint) as file_id,
        cast(files.file_name as string) as file_name,
        cast(identified.record_number as bigint) as record_number,
        cast(source_days.fingerprint as string) as source_fingerprint
    from identified
    left join source_days
        on
            identified.feed = source_days.feed
            and identified.order_date = source_days.order_date
    left join files
        on identified.file_id = files.file_id

)

select * from final
order by order_date nulls last, feed nulls last, file_id nulls last, record_number nulls last
