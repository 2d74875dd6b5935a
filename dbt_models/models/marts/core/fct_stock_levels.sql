with stock_report as (

    select * from {{ ref('stg_stock_report') }}

),

style_stock as (

    select * from {{ ref('stg_international_style_stock') }}

),

final as (

    select
        'stock_report' as feed,
        file_name,
        record_number,
        content_date as stock_date,
        product_id,
        sku,
        design as style,
        size,
        category,
        color,
        stock,
        is_preferred,
        cell_errors
    from stock_report

    union all

    select
        'international_sale_report' as feed,
        file_name,
        record_number,
        cast(null as date) as stock_date,
        cast(null as string) as product_id,
        cast(null as string) as sku,
        style,
        cast(null as string) as size,
        cast(null as string) as category,
        cast(null as string) as color,
        stock,
        -- the other layout lists the styles of a combination set, without stock
        layout = 'style_stock' as is_preferred,
        cast(null as string) as cell_errors
    from style_stock

)

select * from final
