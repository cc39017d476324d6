with

conversions as (

    select * from {{ ref('fct_conversions') }}

),

models as (

    select * from {{ ref('int_attribution_models') }}

),

credits as (

    select * from {{ ref('int_attribution_credits') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

{# Every conversion in every model: without a touch in the window it is one row that says so. #}
final as (

    select
        md5(concat_ws(
            '|', models.attribution_model, conversions.conversion_id, coalesce(credits.touchpoint_id, '-')
        )) as attribution_id,
        models.attribution_model,
        conversions.conversion_id,
        conversions.conversion_type,
        credits.touchpoint_id,
        coalesce(touchpoints.person_id, conversions.person_id) as person_id,
        conversions.account_id,
        case when credits.touchpoint_id is null then '(unattributed)' else touchpoints.channel end as channel,
        touchpoints.source,
        touchpoints.medium,
        touchpoints.campaign_id,
        touchpoints.campaign,
        conversions.currency_code,
        cast(credits.position as integer) as position,
        cast(coalesce(credits.path_length, 0) as integer) as path_length,
        coalesce(credits.credit, cast(1 as decimal(18, 12))) as credit,
        case when credits.touchpoint_id is null then conversions.value else credits.attributed_value end
            as attributed_value,
        case
            when credits.touchpoint_id is null then conversions.value_reporting
            else credits.attributed_value_reporting
        end as attributed_value_reporting,
        touchpoints.touched_at,
        conversions.converted_at
    from conversions
    cross join models
    left join credits
        on
            conversions.conversion_id = credits.conversion_id
            and models.attribution_model = credits.attribution_model
    left join touchpoints on credits.touchpoint_id = touchpoints.touchpoint_id

)

select * from final
