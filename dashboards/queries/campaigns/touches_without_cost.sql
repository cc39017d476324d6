-- Touches of paid channels that met no cost, by where they came from: most of them are tags that nothing knows.
with

fct_spend_matches as (

    select * from marts.fct_spend_matches
    where
        subject = 'touches'
        and not is_matched
        and month_start_date between date_trunc('month', $first_day::date) and $last_day

),

dim_campaigns as (

    select
        campaign_id,
        type
    from marts.dim_campaigns

)

select
    fct_spend_matches.channel,
    fct_spend_matches.source,
    coalesce(fct_spend_matches.utm_campaign, fct_spend_matches.campaign) as campaign,
    fct_spend_matches.reason,
    sum(fct_spend_matches.touches) as touches,
    min(fct_spend_matches.month_start_date) as first_month,
    max(fct_spend_matches.month_start_date) as last_month
from fct_spend_matches
left join dim_campaigns on fct_spend_matches.campaign_id = dim_campaigns.campaign_id
where
    $segment_type not in ('channel', 'campaign_type')
    or ($segment_type = 'channel' and fct_spend_matches.channel = $segment)
    or ($segment_type = 'campaign_type' and dim_campaigns.type = $segment)
group by
    fct_spend_matches.channel,
    fct_spend_matches.source,
    coalesce(fct_spend_matches.utm_campaign, fct_spend_matches.campaign),
    fct_spend_matches.reason
order by
    touches desc,
    fct_spend_matches.channel asc,
    fct_spend_matches.source asc,
    campaign asc,
    fct_spend_matches.reason asc
