{%- set attributes = [
    'partner_type', 'partner_name', 'region', 'commission_pct', 'monthly_target_amount', 'currency'
] -%}

with statements as (

    select * from {{ ref('partner_attributes') }}
    where dbt_valid_to is null

),

daily_sales as (

    select * from {{ ref('agg_daily_sales') }}

),

selling as (

    select
        partner_id,
        {{ sorted_words('channel') }} as channel,
        case
            when bool_or(feed = 'international_sale_report') then 'trade account'
            when bool_or(partner_id <> channel and feed = 'order_lines') then 'seller'
            else 'sales programme'
        end as partner_type
    from daily_sales
    group by partner_id

),

-- what a statement leaves out stays as it was
filled as (

    select
        partner_id,
        effective_date,
    {% for column in attributes %}
        {{ last_known(column, 'partner_id', 'effective_date') }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from statements

),

compared as (

    select
        *,
        {{ text_key(attributes) }} as said,
        lag({{ text_key(attributes) }}) over (
            partition by partner_id
            order by effective_date nulls last
        ) as said_before
    from filled

),

-- a statement that repeats the one before is no new version
stated as (

    select
        partner_id,
        effective_date as valid_from,
        lead(effective_date) over (
            partition by partner_id
            order by effective_date nulls last
        ) as valid_to,
        {{ attributes | join(', ') }}
    from compared
    where said_before is null or said <> said_before

),

never_stated as (

    select
        selling.partner_id,
        cast('{{ var("beginning_of_time") }}' as date) as valid_from,
        cast(null as date) as valid_to,
        selling.partner_type,
        selling.partner_id as partner_name,
        cast(null as string) as region,
        cast(null as decimal(9, 4)) as commission_pct,
        cast(null as decimal(18, 2)) as monthly_target_amount,
        cast(null as string) as currency
    from selling
    left join stated
        on selling.partner_id = stated.partner_id
    where stated.partner_id is null

),

versions as (

    select * from stated
    union all
    select * from never_stated

),

final as (

    select
        versions.partner_id,
        versions.valid_from,
        versions.valid_to,
        versions.valid_to is null as is_current,
        versions.partner_type,
        versions.partner_name,
        selling.channel,
        versions.region,
        versions.commission_pct,
        versions.monthly_target_amount,
        versions.currency
    from versions
    left join selling
        on versions.partner_id = selling.partner_id

)

select * from final
