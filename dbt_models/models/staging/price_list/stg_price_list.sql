with source as (

    select * from {{ source('raw', 'price_list') }}
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
        files.delivered_number,
        coalesce(
            files.content_date, cast('{{ var("beginning_of_time") }}' as date)
        ) as effective_date,
        files.content_date,
        source.sku,
        source.style_id,
        source.catalog,
        source.category,
        source.weight,
        coalesce(source.tp, source.tp_1) as transfer_price,
        source.tp_2 as second_transfer_price,
        source.mrp_old,
        source.final_mrp_old,
        source.ajio_mrp,
        source.amazon_mrp,
        source.amazon_fba_mrp,
        source.flipkart_mrp,
        source.limeroad_mrp,
        source.myntra_mrp,
        source.paytm_mrp,
        source.snapdeal_mrp,
        source.cell_errors
    from source
    left join files
        on source.file_id = files.file_id

)

select * from final
