{{ config(severity='warn') }}
{# An alias in seeds/campaign_aliases.csv that no campaign answers to matches nothing: correct or remove it. That of a
   platform without campaigns here is not asked. #}
select
    aliases.platform,
    aliases.campaign,
    aliases.utm_campaign
from {{ ref('campaign_aliases') }} as aliases
left join {{ ref('int_campaigns') }} as campaigns
    on
        coalesce(aliases.platform, '') = coalesce(campaigns.platform, '')
        and (
            lower(trim(aliases.campaign)) = lower(campaigns.campaign_source_id)
            or lower(trim(aliases.campaign)) = lower(trim(campaigns.name))
        )
where
    campaigns.campaign_id is null
    and coalesce(aliases.platform, '') in (select coalesce(known.platform, '') from {{ ref('int_campaigns') }} as known)
