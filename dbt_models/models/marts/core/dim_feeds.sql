with history as (

    select * from {{ ref('int_feed_history') }}

),

order_items as (

    select * from {{ ref('fct_order_items') }}

),

coverage as (

    select
        feed,
        count(customer_id) > 0 as has_customers,
        count(partner_id) > 0 as has_partners,
        count(discount_amount) > 0 as has_discounts,
        count(unit_cost) > 0 as has_costs,
        bool_or(order_state = 'cancelled') as has_cancelled_state,
        bool_or(order_state = 'pending') as has_pending_state,
        bool_or(order_state = 'shipped') as has_shipped_state,
        bool_or(order_state = 'delivered') as has_delivered_state,
        bool_or(order_state = 'returned') as has_returned_state,
        -- written-off stock is stored as service lines in the state 'lost'; only lost goods show that the
        -- feed reports lost deliveries
        bool_or(order_state = 'lost' and line_kind = 'goods') as has_lost_state,
        {{ sorted_words('currency') }} as currency
    from order_items
    group by feed

),

final as (

    select
        cast(history.feed as string) as feed,
        cast(history.first_date as date) as first_date,
        cast(history.last_date as date) as last_date,
        cast(history.first_complete_date as date) as first_complete_date,
        cast(history.as_of_date as date) as as_of_date,
        history.first_complete_date > history.first_date as is_first_day_partial,
        history.as_of_date < history.last_date as is_last_day_partial,
        cast(coverage.has_customers as boolean) as has_customers,
        cast(coverage.has_partners as boolean) as has_partners,
        cast(coverage.has_discounts as boolean) as has_discounts,
        cast(coverage.has_costs as boolean) as has_costs,
        cast(coverage.has_cancelled_state as boolean) as has_cancelled_state,
        cast(coverage.has_pending_state as boolean) as has_pending_state,
        cast(coverage.has_shipped_state as boolean) as has_shipped_state,
        cast(coverage.has_delivered_state as boolean) as has_delivered_state,
        cast(coverage.has_returned_state as boolean) as has_returned_state,
        cast(coverage.has_lost_state as boolean) as has_lost_state,
        cast(coverage.currency as string) as currency,
        cast(history.line_count as bigint) as line_count
    from history
    inner join coverage
        on history.feed = coverage.feed

)

select * from final
