with

problems as (

    select * from {{ ref('int_input_quality') }}

),

web_quality as (

    select * from {{ ref('int_web_quality') }}

),

attribution as (

    select * from {{ ref('fct_attribution') }}
    where is_additive

),

people_records as (

    select * from {{ ref('int_people_resolved') }}

),

web_sessions as (

    select * from {{ ref('fct_sessions') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

ad_spend as (

    select * from {{ ref('fct_ad_spend') }}

),

visitors as (

    select distinct person_id from web_sessions
    where not is_bot and not is_internal

),

touched_campaigns as (

    select distinct campaign_id from touchpoints
    where campaign_id is not null

),

measured as (

    select
        metric,
        source_system,
        resource,
        reason,
        numerator,
        cast(null as bigint) as denominator
    from problems

    union all

    select
        'unattributed_conversions' as metric,
        null as source_system,
        conversion_type as resource,
        attribution_model as reason,
        count(distinct case when touchpoint_id is null then conversion_id end) as numerator,
        count(distinct conversion_id) as denominator
    from attribution
    group by conversion_type, attribution_model

    union all

    select
        'unattributed_value' as metric,
        null as source_system,
        conversion_type as resource,
        attribution_model as reason,
        coalesce(sum(case when touchpoint_id is null then attributed_value_reporting end), 0) as numerator,
        sum(attributed_value_reporting) as denominator
    from attribution
    group by conversion_type, attribution_model
    having sum(attributed_value_reporting) is not null

    union all

    select
        'people_seen_on_the_web' as metric,
        people_records.source_system,
        'people' as resource,
        null as reason,
        count(distinct visitors.person_id) as numerator,
        count(distinct people_records.person_id) as denominator
    from people_records
    left join visitors on people_records.person_id = visitors.person_id
    group by people_records.source_system

    union all

    select
        'spend_with_touches' as metric,
        ad_spend.source_system,
        ad_spend.ad_account_id as resource,
        null as reason,
        coalesce(sum(case when touched_campaigns.campaign_id is not null then ad_spend.spend end), 0) as numerator,
        sum(ad_spend.spend) as denominator
    from ad_spend
    left join touched_campaigns on ad_spend.campaign_id = touched_campaigns.campaign_id
    group by ad_spend.source_system, ad_spend.ad_account_id

    union all

    select
        metric,
        source_system,
        resource,
        reason,
        numerator,
        denominator
    from web_quality

),

final as (

    select
        md5(concat_ws(
            '|', metric, coalesce(source_system, '-'), coalesce(resource, '-'), coalesce(reason, '-')
        )) as data_quality_id,
        metric,
        source_system,
        resource,
        reason,
        case when denominator is null then 'count' else 'share' end as unit,
        cast(numerator as decimal(24, 2)) as numerator,
        cast(denominator as decimal(24, 2)) as denominator,
        cast(
            case
                when denominator is null then numerator
                else numerator / nullif(cast(denominator as double), 0)
            end as decimal(24, 6)
        ) as value
    from measured

)

select * from final
