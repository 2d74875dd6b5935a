with record_versions as (

    select * from {{ ref('int_product_record_versions') }}
    where source = 'products'

),

-- an attribute that a record leaves out keeps its last known value
filled as (

    select
        product_id,
        effective_date,
        {{ last_known('style', 'product_id', 'effective_date') }} as style,
        {{ last_known('size', 'product_id', 'effective_date') }} as size,
        {{ last_known('category', 'product_id', 'effective_date') }} as category,
        {{ last_known('unit_cost', 'product_id', 'effective_date') }} as unit_cost,
        {{ last_known('currency', 'product_id', 'effective_date') }} as currency,
        lag(effective_date) over (
            partition by product_id
            order by effective_date nulls last
        ) as previous_date,
        lead(effective_date) over (
            partition by product_id
            order by effective_date nulls last
        ) as next_date
    from record_versions

),

final as (

    select
        cast(product_id as string) as product_id,
        cast(effective_date as date) as valid_from,
        -- style, size and category of the first record also hold for the days before it, because a
        -- product does not change them; its cost holds from the date of the record on only
        case
            when previous_date is null then cast('{{ var("beginning_of_time") }}' as date)
            else effective_date
        end as described_from,
        coalesce(next_date, cast('{{ var("end_of_time") }}' as date)) as valid_before,
        cast(style as string) as style,
        cast(size as string) as size,
        cast(category as string) as category,
        cast(unit_cost as decimal(18, 4)) as unit_cost,
        cast(currency as string) as currency
    from filled

)

select * from final
