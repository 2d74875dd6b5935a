with rates as (

    select * from {{ ref('stg_warehouse_rates') }}

),

final as (

    select
        cast(file_name as string) as file_name,
        cast(record_number as bigint) as record_number,
        cast(heading as string) as heading,
        cast(shiprocket as string) as shiprocket,
        cast(increff as string) as increff
    from rates

)

select * from final
