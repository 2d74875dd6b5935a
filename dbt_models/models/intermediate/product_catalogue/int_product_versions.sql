with statements as (

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
    from statements

),

with_validity as (

    select
        product_id,
        effective_date as valid_from,
        -- what a product is was true before it was first stated, what it costs was not
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

select * from with_validity
