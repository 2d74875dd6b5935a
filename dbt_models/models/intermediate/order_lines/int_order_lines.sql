with lines as (

    select * from {{ ref('int_amazon_order_lines') }}
    union all
    select * from {{ ref('int_international_order_lines') }}
    union all
    select * from {{ ref('int_online_retail_order_lines') }}
    union all
    select * from {{ ref('int_generic_order_lines') }}

)

select * from lines
