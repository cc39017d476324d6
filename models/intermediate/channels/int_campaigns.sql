{# Every campaign of every system with its channel: a platform's campaign by its type, any other by what it says of
   itself under today's rules. A campaign that only performance rows know is in it as well: its money was spent. #}
with

campaigns as (

    select * from {{ ref('conformed_campaigns') }}

),

ad_performance as (

    select * from {{ ref('conformed_ad_performance') }}

),

ad_campaign_channels as (

    select * from {{ ref('ad_campaign_channels') }}

),

campaign_kinds as (

    select * from {{ ref('int_campaign_kinds') }}

),

traffic_channels as (

    select * from {{ ref('int_traffic_channels') }}
    where valid_to is null

),

unlisted as (

    select
        ad_performance.source_system,
        ad_performance.campaign_source_id,
        max(ad_performance.platform) as platform,
        max(ad_performance.ad_account_id) as ad_account_id,
        max(ad_performance.campaign_name) as name,
        max(ad_performance.campaign_type) as type
    from ad_performance
    left join campaigns
        on
            ad_performance.source_system = campaigns.source_system
            and ad_performance.campaign_source_id = campaigns.campaign_source_id
    where campaigns.campaign_source_id is null and ad_performance.campaign_source_id is not null
    group by ad_performance.source_system, ad_performance.campaign_source_id

),

listed as (

    select
        source_system,
        campaign_source_id,
        platform,
        ad_account_id,
        name,
        type,
        status,
        starts_on,
        ends_on,
        budgeted_cost,
        actual_cost,
        currency_code,
        parent_source_id
    from campaigns

    union all

    select
        source_system,
        campaign_source_id,
        platform,
        ad_account_id,
        name,
        type,
        cast(null as string) as status,
        cast(null as date) as starts_on,
        cast(null as date) as ends_on,
        cast(null as decimal(18, 2)) as budgeted_cost,
        cast(null as decimal(18, 2)) as actual_cost,
        cast(null as string) as currency_code,
        cast(null as string) as parent_source_id
    from unlisted

),

channelled as (

    select
        md5(concat(listed.source_system, '|', listed.campaign_source_id)) as campaign_id,
        listed.*,
        count(*) over (partition by listed.campaign_source_id) = 1 as is_only_bearer,
        case
            when listed.parent_source_id is not null
                then md5(concat(listed.source_system, '|', listed.parent_source_id))
        end as parent_campaign_id,
        ad_campaign_channels.channel as ad_channel,
        coalesce(
            ad_campaign_channels.channel,
            traffic_channels.channel,
            case when listed.platform is null then 'Unassigned' else 'Paid Other' end
        ) as channel
    from listed
    left join ad_campaign_channels
        on
            listed.platform = ad_campaign_channels.platform
            and upper(listed.type) = ad_campaign_channels.campaign_type
    left join campaign_kinds
        on
            listed.source_system = campaign_kinds.source_system
            and listed.campaign_source_id = campaign_kinds.campaign_source_id
    left join traffic_channels
        on campaign_kinds.traffic_key = traffic_channels.traffic_key

)

select * from channelled
