with amazon_lines as (

    select * from {{ ref('int_amazon_order_lines') }}

),

international_lines as (

    select * from {{ ref('int_international_order_lines') }}

),

online_retail_lines as (

    select * from {{ ref('int_online_retail_order_lines') }}

),

generic_lines as (

    select * from {{ ref('int_generic_order_lines') }}

),

final as (

    select * from amazon_lines
    union all
    select * from international_lines
    union all
    select * from online_retail_lines
    union all
    select * from generic_lines

)

select * from final
