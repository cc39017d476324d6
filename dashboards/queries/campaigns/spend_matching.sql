-- Whether cost met touches of its campaign in its month, and why not; months that these days touch.
with

fct_spend_matches as (

    select * from marts.fct_spend_matches
    where
        subject <> 'touches'
        and (
            month_start_date is null
            or month_start_date between date_trunc('month', $first_day::date) and $last_day
        )

),

dim_campaigns as (

    select
        campaign_id,
        type
    from marts.dim_campaigns

)

select
    fct_spend_matches.subject,
    fct_spend_matches.is_matched,
    fct_spend_matches.reason,
    sum(fct_spend_matches.cost_reporting) as cost,
    sum(fct_spend_matches.clicks) as clicks,
    sum(fct_spend_matches.touches) as touches,
    count(distinct coalesce(fct_spend_matches.campaign_id, fct_spend_matches.affiliate)) as campaigns
from fct_spend_matches
left join dim_campaigns on fct_spend_matches.campaign_id = dim_campaigns.campaign_id
where
    $segment_type not in ('channel', 'campaign_type')
    or ($segment_type = 'channel' and fct_spend_matches.channel = $segment)
    or ($segment_type = 'campaign_type' and dim_campaigns.type = $segment)
group by fct_spend_matches.subject, fct_spend_matches.is_matched, fct_spend_matches.reason
order by
    fct_spend_matches.is_matched desc,
    cost desc nulls last,
    fct_spend_matches.subject asc,
    fct_spend_matches.reason asc
