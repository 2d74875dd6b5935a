with lines as (

    select * from {{ ref('stg_international_sales') }}

),

final as (

    select
        cast(customer_id as string) as customer_id,
        min(trim(customer_name)) as customer_name,
        count(distinct customer_name) as spelling_count,
        count(distinct trim(customer_name)) as trimmed_spelling_count
    from lines
    group by customer_id

)

select * from final
