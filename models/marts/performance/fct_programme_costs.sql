with

programme_costs as (

    select * from {{ ref('int_programme_costs') }}
    where reason is null

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

final as (

    select
        programme_costs.programme_cost_id,
        programme_costs.programme_type,
        programme_costs.source_system,
        programme_costs.campaign_id,
        programme_costs.affiliate,
        coalesce(campaigns.name, programme_costs.affiliate) as programme,
        campaigns.type as campaign_type,
        programme_costs.channel,
        programme_costs.currency_code,
        programme_costs.cost,
        programme_costs.cost_reporting,
        programme_costs.date_day
    from programme_costs
    left join campaigns on programme_costs.campaign_id = campaigns.campaign_id

)

select * from final
