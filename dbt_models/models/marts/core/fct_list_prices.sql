with price_lists as (

    select * from {{ ref('stg_price_list') }}

),

final as (

    select
        file_name,
        record_number,
        content_date as list_date,
        sku,
        style_id,
        catalog,
        category,
        weight,
        '{{ var("seller_currency") }}' as currency,
        transfer_price,
        second_transfer_price,
        mrp_old,
        final_mrp_old,
        ajio_mrp,
        amazon_mrp,
        amazon_fba_mrp,
        flipkart_mrp,
        limeroad_mrp,
        myntra_mrp,
        paytm_mrp,
        snapdeal_mrp,
        cell_errors
    from price_lists

)

select * from final
