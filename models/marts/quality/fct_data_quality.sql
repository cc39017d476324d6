with

attribution as (

    select * from {{ ref('fct_attribution') }}
    where is_additive

),

thresholds as (

    select * from {{ ref('data_quality_thresholds') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

ad_spend as (

    select * from {{ ref('fct_ad_spend') }}

),

touched_campaigns as (

    select distinct campaign_id from touchpoints
    where campaign_id is not null

),

measured as (

    {% for quality in ['int_input_quality', 'int_web_quality', 'int_system_quality'] -%}
    select
        metric,
        source_system,
        resource,
        reason,
        numerator,
        denominator
    from {{ ref(quality) }}

    union all

    {% endfor -%}
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
        'spend_with_touches' as metric,
        ad_spend.source_system,
        ad_spend.ad_account_id as resource,
        null as reason,
        coalesce(sum(case when touched_campaigns.campaign_id is not null then ad_spend.spend_reporting end), 0)
            as numerator,
        coalesce(sum(ad_spend.spend_reporting), 0) as denominator
    from ad_spend
    left join touched_campaigns on ad_spend.campaign_id = touched_campaigns.campaign_id
    group by ad_spend.source_system, ad_spend.ad_account_id

),

valued as (

    select
        metric,
        source_system,
        resource,
        reason,
        case when metric like 'hours_%' then 'hours' when denominator is null then 'count' else 'share' end as unit,
        cast(numerator as decimal(24, 2)) as numerator,
        cast(denominator as decimal(24, 2)) as denominator,
        cast(
            case
                when denominator is null then numerator
                else numerator / nullif(cast(denominator as double), 0)
            end as decimal(24, 6)
        ) as value
    from measured

),

final as (

    select
        md5(concat_ws(
            '|',
            valued.metric,
            coalesce(valued.source_system, '-'),
            coalesce(valued.resource, '-'),
            coalesce(valued.reason, '-')
        )) as data_quality_id,
        valued.metric,
        valued.source_system,
        valued.resource,
        valued.reason,
        valued.unit,
        case
            when thresholds.comparison = 'above' and valued.value > thresholds.error_value then 'fail'
            when thresholds.comparison = 'below' and valued.value < thresholds.error_value then 'fail'
            when thresholds.comparison = 'above' and valued.value > thresholds.warn_value then 'warn'
            when thresholds.comparison = 'below' and valued.value < thresholds.warn_value then 'warn'
            when thresholds.threshold_id is not null and valued.value is not null then 'ok'
        end as verdict,
        thresholds.threshold_id,
        thresholds.owner,
        thresholds.what_to_do,
        valued.numerator,
        valued.denominator,
        valued.value,
        thresholds.warn_value,
        thresholds.error_value
    from valued
    left join thresholds
        on
            valued.metric = thresholds.metric
            and (thresholds.source_system is null or valued.source_system = thresholds.source_system)
            and (thresholds.resource is null or valued.resource = thresholds.resource)
            and (thresholds.reason is null or valued.reason = thresholds.reason)
    qualify row_number() over (
        partition by valued.metric, valued.source_system, valued.resource, valued.reason
        order by
            case when thresholds.reason is null then 0 else 1 end
            + case when thresholds.resource is null then 0 else 1 end
            + case when thresholds.source_system is null then 0 else 1 end desc,
            thresholds.threshold_id asc
    ) = 1

)

select * from final
