with price_lists as (

    select * from {{ ref('stg_price_list') }}

),

final as (

    select
        cast(file_name as string) as file_name,
        cast(record_number as bigint) as record_number,
        cast(content_date as date) as list_date,
        cast(sku as string) as sku,
        cast(style_id as string) as style_id,
        cast(catalog as string) as catalog,
        cast(category as string) as category,
        cast(weight as decimal(18, 4)) as weight,
        '{{ var("seller_currency") }}' as currency,
        {{ money('transfer_price') }} as transfer_price,
        {{ money('second_transfer_price') }} as second_transfer_price,
        {{ money('mrp_old') }} as mrp_old,
        {{ money('final_mrp_old') }} as final_mrp_old,
        {{ money('ajio_mrp') }} as ajio_mrp,
        {{ money('amazon_mrp') }} as amazon_mrp,
        {{ money('amazon_fba_mrp') }} as amazon_fba_mrp,
        {{ money('flipkart_mrp') }} as flipkart_mrp,
        {{ money('limeroad_mrp') }} as limeroad_mrp,
        {{ money('myntra_mrp') }} as myntra_mrp,
        {{ money('paytm_mrp') }} as paytm_mrp,
        {{ money('snapdeal_mrp') }} as snapdeal_mrp,
        cast(cell_errors as string) as cell_errors
    from price_lists

)

select * from final
