with source as (

    select * from {{ source('raw', 'international_sale_report') }}
    -- a superseded row is repeated or replaced by a later delivery
    where
        not is_superseded
        and layout in ('sales', 'sales_with_stock')

),

final as (

    select
        file_id,
        record_number,
        layout,
        sale_date as order_date,
        customer_name,
        {{ normal_name('customer_name') }} as customer_id,
        style,
        sku,
        -- in the layout without a size column, the part of the SKU after its last hyphen is the size; the
        -- expression removes everything else, and an SKU without a hyphen entirely
        {{ normal_size("coalesce(size, nullif(" ~ regex_replace('sku', '^.*-|^[^-]*$', '') ~ ", ''))") }} as size,
        {{ service_kind('sku', 'international_sale_report') }} as service_kind,
        pieces as quantity,
        {{ round_money('pieces * rate', "'" ~ var('seller_currency') ~ "'") }} as list_amount,
        gross_amount as amount
    from source

)

select * from final
