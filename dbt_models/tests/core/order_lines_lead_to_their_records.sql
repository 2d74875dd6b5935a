-- Every order line has its record and every record its order line, both with the same fingerprint of
-- the day.
with lines as (

    select
        order_line_id,
        source_fingerprint
    from {{ ref('fct_order_items') }}

),

line_records as (

    select
        order_line_id,
        file_name,
        record_number,
        source_fingerprint
    from {{ ref('order_line_records') }}

)

select
    lines.order_line_id,
    line_records.order_line_id as recorded_order_line_id,
    line_records.file_name,
    line_records.record_number
from lines
full outer join line_records
    on
        lines.order_line_id = line_records.order_line_id
        and lines.source_fingerprint = line_records.source_fingerprint
where
    lines.order_line_id is null
    or line_records.order_line_id is null
