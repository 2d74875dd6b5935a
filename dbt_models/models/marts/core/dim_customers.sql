with order_items as (

    select * from {{ ref('fct_order_items') }}
    where customer_id is not null

),

stated as (

    select * from {{ ref('stg_customers') }}

),

international_names as (

    select * from {{ ref('int_international_names') }}

),

per_country as (

    select
        feed,
        customer_id,
        ship_country,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from order_items
    group by feed, customer_id, ship_country

),

ranked as (

    select
        *,
        row_number() over (
            partition by feed, customer_id
            order by last_order_date desc, ship_country asc nulls last
        ) as country_rank
    from per_country

),

buyers as (

    select
        feed,
        customer_id,
        max(case when country_rank = 1 then ship_country end) as country,
        min(first_order_date) as first_order_date,
        max(last_order_date) as last_order_date
    from ranked
    group by feed, customer_id

),

known as (

    select
        feed,
        customer_id
    from buyers

    union

    select
        'order_lines' as feed,
        customer_id
    from stated

),

final as (

    select
        known.customer_id,
        known.feed,
        coalesce(stated.customer_name, international_names.customer_name) as customer_name,
        coalesce(stated.country, buyers.country) as country,
        stated.signup_date,
        stated.acquisition_channel,
        buyers.first_order_date,
        buyers.last_order_date,
        cast(coalesce(international_names.spelling_count, 1) as bigint) as spelling_count,
        cast(coalesce(international_names.trimmed_spelling_count, 1) as bigint)
            as trimmed_spelling_count
    from known
    left join buyers
        on
            known.feed = buyers.feed
            and known.customer_id = buyers.customer_id
    left join stated
        on
            known.customer_id = stated.customer_id
            and known.feed = 'order_lines'
    left join international_names
        on
            known.customer_id = international_names.customer_id
            and known.feed = 'international_sale_report'

)

select * from final
