{{ config(severity='warn') }}
{# A kind of campaign that seeds/ad_campaign_channels.csv does not list is shown as Paid Other: add it there. #}
select distinct
    platform,
    type
from {{ ref('int_campaigns') }}
where platform is not null and ad_channel is null
