{%- set attributes = [
    'partner_type', 'partner_name', 'region', 'commission_pct', 'monthly_target_amount', 'currency'
] -%}

-- dbt_valid_to is null for the records that the list holds now
with record_versions as (

    select * from {{ ref('partner_attributes') }}
    where dbt_valid_to is null

),

daily_sales as (

    select * from {{ ref('agg_daily_sales') }}

),

-- the feed and channels in which a partner sells give its type where no partner list states one; in the
-- generic feed, a partner other than the channel itself is a seller
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
    where partner_id is not null
    group by partner_id

),

-- an attribute that a version leaves out keeps its last known value
filled as (

    select
        partner_id,
        effective_date,
    {% for column in attributes %}
        {{ last_known(column, 'partner_id', 'effective_date') }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from record_versions

),

compared as (

    select
        *,
        {{ text_key(attributes) }} as attribute_key,
        lag({{ text_key(attributes) }}) over (
            partition by partner_id
            order by effective_date nulls last
        ) as previous_attribute_key
    from filled

),

-- a version that repeats the attributes of the one before opens no new span
changed as (

    select
        partner_id,
        effective_date as valid_from,
        lead(effective_date) over (
            partition by partner_id
            order by effective_date nulls last
        ) as valid_to,
        {{ attributes | join(', ') }}
    from compared
    where previous_attribute_key is null or attribute_key <> previous_attribute_key

),

-- a partner that is only known from sales has one span without stated attributes
only_sold as (

    select
        selling.partner_id,
        cast('{{ var("beginning_of_time") }}' as date) as valid_from,
        cast(null as date) as valid_to,
        selling.partner_type,
        selling.partner_id as partner_name,
        cast(null as string) as region,
        cast(null as decimal(9, 4)) as commission_pct,
        cast(null as decimal(18, 4)) as monthly_target_amount,
        cast(null as string) as currency
    from selling
    left join changed
        on selling.partner_id = changed.partner_id
    where changed.partner_id is null

),

combined as (

    select * from changed
    union all
    select * from only_sold

),

final as (

    select
        cast(combined.partner_id as string) as partner_id,
        cast(combined.valid_from as date) as valid_from,
        cast(combined.valid_to as date) as valid_to,
        combined.valid_to is null as is_current,
        cast(combined.partner_type as string) as partner_type,
        cast(combined.partner_name as string) as partner_name,
        cast(selling.channel as string) as channel,
        cast(combined.region as string) as region,
        cast(combined.commission_pct as decimal(18, 4)) as commission_pct,
        {{ money('combined.monthly_target_amount') }} as monthly_target_amount,
        cast(combined.currency as string) as currency
    from combined
    left join selling
        on combined.partner_id = selling.partner_id

)

select * from final
