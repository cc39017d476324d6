with

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

final as (

    select
        campaign_id,
        parent_campaign_id,
        source_system,
        campaign_source_id,
        platform,
        ad_account_id,
        name,
        type,
        status,
        channel,
        budgeted_cost,
        actual_cost,
        currency_code,
        starts_on,
        ends_on
    from campaigns

)

select * from final
