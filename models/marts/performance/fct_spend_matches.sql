{# Cost beside the touches of its campaign, month by month, so that neither is lost where the other is missing. #}
with

cost_months as (

    select
        *,
        {# Touches stand once, where a campaign's month has several rows. #}
        unbooked_reason is null
        and row_number() over (
            partition by campaign_id, month_start_date, unbooked_reason is null
            order by cost_month_id asc
        ) = 1 as has_touches
    from {{ ref('int_cost_months') }}

),

touch_months as (

    select * from {{ ref('int_touch_months') }}

),

booked_months as (

    select distinct
        campaign_id,
        month_start_date
    from cost_months
    where unbooked_reason is null and campaign_id is not null

),

campaign_touches as (

    select
        campaign_id,
        month_start_date,
        sum(touches) as touches
    from touch_months
    where campaign_id is not null
    group by campaign_id, month_start_date

),

touched_campaigns as (

    select distinct campaign_id from campaign_touches

),

campaign_names as (

    select distinct lower(trim(name)) as name from {{ ref('dim_campaigns') }}

),

matches as (

    select
        cost_months.cost_month_id as spend_match_id,
        cost_months.subject,
        cost_months.source_system,
        cost_months.campaign_id,
        cost_months.affiliate,
        cost_months.channel,
        cast(null as string) as source,
        cast(null as string) as utm_campaign,
        cost_months.currency_code,
        case
            when cost_months.unbooked_reason is not null then cost_months.unbooked_reason
            when cost_months.affiliate is not null or campaign_touches.touches > 0 then null
            when cost_months.clicks = 0 then 'no_clicks'
            when touched_campaigns.campaign_id is not null then 'touched_in_other_months'
            else 'never_touched'
        end as reason,
        cost_months.cost,
        cost_months.cost_reporting,
        cost_months.clicks,
        case when cost_months.has_touches then coalesce(campaign_touches.touches, 0) else 0 end as touches,
        cost_months.month_start_date
    from cost_months
    left join campaign_touches
        on
            cost_months.campaign_id = campaign_touches.campaign_id
            and cost_months.month_start_date = campaign_touches.month_start_date
    left join touched_campaigns on cost_months.campaign_id = touched_campaigns.campaign_id

    union all

    select
        touch_months.touch_month_id as spend_match_id,
        'touches' as subject,
        cast(null as string) as source_system,
        touch_months.campaign_id,
        cast(null as string) as affiliate,
        touch_months.channel,
        touch_months.source,
        touch_months.campaign as utm_campaign,
        cast(null as string) as currency_code,
        case
            when touch_months.campaign_id is not null then 'no_cost_in_the_month'
            when campaign_names.name is not null then 'name_is_not_clear'
            when touch_months.campaign is not null then 'unknown_campaign'
            when touch_months.click_id_type is not null then 'unknown_click_id'
            else 'no_campaign_told'
        end as reason,
        cast(null as decimal(18, 2)) as cost,
        cast(null as decimal(18, 2)) as cost_reporting,
        cast(null as bigint) as clicks,
        touch_months.touches,
        touch_months.month_start_date
    from touch_months
    left join booked_months
        on
            touch_months.campaign_id = booked_months.campaign_id
            and touch_months.month_start_date = booked_months.month_start_date
    left join campaign_names on touch_months.campaign = campaign_names.name
    where booked_months.campaign_id is null

),

final as (

    select
        matches.spend_match_id,
        matches.subject,
        matches.source_system,
        matches.campaign_id,
        campaigns.name as campaign,
        matches.affiliate,
        matches.channel,
        matches.source,
        matches.utm_campaign,
        matches.currency_code,
        matches.reason is null as is_matched,
        matches.reason,
        matches.cost,
        matches.cost_reporting,
        matches.clicks,
        cast(matches.touches as bigint) as touches,
        matches.month_start_date
    from matches
    left join {{ ref('dim_campaigns') }} as campaigns on matches.campaign_id = campaigns.campaign_id

)

select * from final
