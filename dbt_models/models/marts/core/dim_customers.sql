with order_items as (

    select * from {{ ref('fct_order_items') }}
    where customer_id is not null

),

customer_list as (

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

-- the country of a customer is that of the latest order
ranked as (

    select
        *,
        row_number() over (
            partition by feed, customer_id
            order by last_order_date desc nulls last, ship_country asc nulls last
        ) as country_rank
    from per_country

),

summed as (

    select
        feed,
        customer_id,
        max(case when country_rank = 1 then ship_country end) as country,
        min(first_order_date) as first_order_date,
        max(last_order_date) as last_order_date
    from ranked
    group by feed, customer_id

),

-- the customer list belongs to the generic feed
listed as (

    select
        feed,
        customer_id
    from summed

    union

    select
        'order_lines' as feed,
        customer_id
    from customer_list

),

final as (

    select
        cast(listed.customer_id as string) as customer_id,
        cast(listed.feed as string) as feed,
        coalesce(customer_list.customer_name, international_names.customer_name) as customer_name,
        coalesce(customer_list.country, summed.country) as country,
        cast(customer_list.signup_date as date) as signup_date,
        cast(customer_list.acquisition_channel as string) as acquisition_channel,
        cast(summed.first_order_date as date) as first_order_date,
        cast(summed.last_order_date as date) as last_order_date,
        cast(coalesce(international_names.spelling_count, 1) as bigint) as spelling_count,
        cast(coalesce(international_names.trimmed_spelling_count, 1) as bigint)
            as trimmed_spelling_count
    from listed
    left join summed
        on
            listed.feed = summed.feed
            and listed.customer_id = summed.customer_id
    left join customer_list
        on
            listed.customer_id = customer_list.customer_id
            and listed.feed = 'order_lines'
    left join international_names
        on
            listed.customer_id = international_names.customer_id
            and listed.feed = 'international_sale_report'

)

select * from final
