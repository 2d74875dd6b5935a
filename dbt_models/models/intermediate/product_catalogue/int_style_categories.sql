with stock_report as (

    select * from {{ ref('stg_stock_report') }}

),

final as (

    select
        upper(design) as style,
        -- a style listed under several categories gets the alphabetically first one
        min(category) as category
    from stock_report
    where design is not null and category is not null
    group by upper(design)

)

select * from final
