with record_versions as (

    select * from {{ ref('int_product_record_versions') }}
    where source = 'products'

),

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
        product_id,
        effective_date as valid_from,
        -- the first description also holds for the days before it; the first cost does not
        case
            when previous_date is null then cast('{{ var("beginning_of_time") }}' as date)
            else effective_date
        end as described_from,
        coalesce(next_date, cast('{{ var("end_of_time") }}' as date)) as valid_before,
        style,
        size,
        category,
        unit_cost,
        currency
    from filled

)

select * from final
