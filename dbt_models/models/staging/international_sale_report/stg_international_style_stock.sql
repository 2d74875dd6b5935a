with source as (

    select * from {{ source('raw', 'international_sale_report') }}
    where
        not is_superseded
        and layout in ('style_stock', 'style_list')

),

renamed as (

    select
        file_id,
        record_number,
        layout,
        upper(coalesce(style, sku)) as style,
        stock
    from source

)

select * from renamed
