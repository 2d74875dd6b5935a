with partners as (

    select * from {{ ref('stg_partners') }}

),

-- of two records of a partner for one date, the one delivered later counts
ranked as (

    select
        *,
        row_number() over (
            partition by partner_id, effective_date
            order by delivered_number desc nulls last, record_number desc nulls last
        ) as version_rank
    from partners

),

-- the name of the key cannot change: the snapshots of existing warehouses store the column
final as (

    select
        {{ text_key(['partner_id', 'effective_date']) }} as partner_statement_id,
        cast(partner_id as string) as partner_id,
        cast(effective_date as date) as effective_date,
        cast(partner_name as string) as partner_name,
        cast(partner_type as string) as partner_type,
        cast(region as string) as region,
        cast(commission_pct as decimal(18, 4)) as commission_pct,
        {{ money('monthly_target_amount') }} as monthly_target_amount,
        cast(currency as string) as currency
    from ranked
    where version_rank = 1

)

select * from final
