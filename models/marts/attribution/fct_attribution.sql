with

conversions as (

    select
        conversions.*,
        numbers.conversion_number
    from {{ ref('fct_conversions') }} as conversions
    inner join {{ ref('int_path_conversions') }} as numbers on conversions.conversion_id = numbers.conversion_id

),

models as (

    select * from {{ ref('int_attribution_models') }}

),

attributed as (

    select * from {{ ref('int_attributed_touches') }}

),

touches as (

    select
        *,
        {{ hash64('touchpoint_id') }} as touch_key
    from {{ ref('fct_touchpoints') }}

),

{# Every conversion in every model that is for its type: without a touch in the window it is one row that says so. A
   touch without an amount of its own has the whole value; without a reporting amount of its own, the same in both. #}
final as (

    select
        md5(concat_ws(
            '|', models.attribution_model, conversions.conversion_id, coalesce(touches.touchpoint_id, '-')
        )) as attribution_id,
        models.attribution_model,
        conversions.conversion_id,
        conversions.conversion_type,
        touches.touchpoint_id,
        coalesce(touches.person_id, conversions.person_id) as person_id,
        conversions.account_id,
        coalesce(touches.channel, '(unattributed)') as channel,
        touches.source,
        touches.medium,
        touches.campaign_id,
        touches.campaign,
        conversions.currency_code,
        attributed.position,
        coalesce(attributed.path_length, 0) as path_length,
        models.is_additive,
        {{ from_units('coalesce(attributed.credit_units, ' ~ credit_units() ~ ')', 12) }} as credit,
        coalesce(attributed.attributed_value, conversions.value) as attributed_value,
        coalesce(
            attributed.attributed_value_reporting,
            case when conversions.value = conversions.value_reporting then attributed.attributed_value end,
            conversions.value_reporting
        ) as attributed_value_reporting,
        touches.touched_at,
        conversions.converted_at
    from conversions
    inner join models on {{ model_is_for('conversions.conversion_type') }}
    left join attributed
        on
            conversions.conversion_number = attributed.conversion_number
            and models.model_number = attributed.model_number
    left join touches on attributed.touch_key = touches.touch_key

)

select * from final
