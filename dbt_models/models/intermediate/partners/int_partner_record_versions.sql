with partners as (

    select * from {{ ref('stg_partners') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by partner_id, effective_date
            order by delivered_number desc nulls last, record_number desc
        ) as version_rank
    from partners

),

-- the key keeps the name under which the snapshots of existing warehouses store it
final as (

    select
        {{ text_key(['partner_id', 'effective_date']) }} as partner_statement_id,
        partner_id,
        effective_date,
        partner_name,
        partner_type,
        region,
        commission_pct,
        monthly_target_amount,
        currency
    from ranked
    where version_rank = 1

)

select * from final
