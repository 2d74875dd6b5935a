with stock as (

    select * from {{ ref('stg_stock_report') }}

),

final as (

    select
        upper(design) as style,
        min(category) as category
    from stock
    where design is not null and category is not null
    group by upper(design)

)

select * from final
