with

campaign_performance as (

    select * from {{ ref('fct_campaign_performance') }}

),

final as (

    select
        campaign_performance.channel,
        campaign_performance.attribution_model,
        campaign_performance.basis,
        {{ summed_performance('campaign_performance') }},
        campaign_performance.date_day
    from campaign_performance
    group by
        campaign_performance.date_day, campaign_performance.channel, campaign_performance.attribution_model,
        campaign_performance.basis

)

select * from final
