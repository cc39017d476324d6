-- What results can be cut by. Channels and types of campaigns cut cost and credit; the others cut people.
with

performance as (

    select distinct channel from marts.fct_channel_performance

),

campaigns as (

    select distinct type from marts.dim_campaigns
    where type is not null

),

funnel as (

    select distinct
        segment_type,
        segment
    from marts.fct_funnel_conversion
    where segment_type <> 'all'

),

segments as (

    select
        'channel' as segment_type,
        channel as segment
    from performance
    union
    select
        'campaign_type' as segment_type,
        type as segment
    from campaigns
    union
    select
        segment_type,
        segment
    from funnel

)

select
    segment_type,
    segment
from segments
order by segment_type asc, segment asc
