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

credits as (

    select * from {{ ref('int_attribution_credits') }}

),

amounts as (

    select * from {{ ref('int_attribution_amounts') }}

),

touches as (

    select
        numbers.touch_number,
        touchpoints.*
    from {{ ref('fct_touchpoints') }} as touchpoints
    inner join {{ ref('int_path_touches') }} as numbers on touchpoints.touchpoint_id = numbers.touchpoint_id

),

{# Every conversion in every model that is for its type: without a touch in the window it is one row that says so. Who
   is not among the amounts shares with nobody. #}
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
        cast(credits.position as integer) as position,
        cast(coalesce(credits.path_length, 0) as integer) as path_length,
        models.is_additive,
        {{ from_units('coalesce(credits.credit_units, ' ~ credit_units() ~ ')', 12) }} as credit,
        case when amounts.touch_number is null then conversions.value else amounts.attributed_value end
            as attributed_value,
        case
            when amounts.touch_number is null then conversions.value_reporting
            else amounts.attributed_value_reporting
        end as attributed_value_reporting,
        touches.touched_at,
        conversions.converted_at
    from conversions
    inner join models on {{ model_is_for('conversions.conversion_type') }}
    left join credits
        on
            conversions.conversion_number = credits.conversion_number
            and models.model_number = credits.model_number
            and credits.credit_units > 0
    left join touches on credits.touch_number = touches.touch_number
    left join amounts
        on
            credits.model_number = amounts.model_number
            and credits.conversion_number = amounts.conversion_number
            and credits.touch_number = amounts.touch_number

)

select * from final
