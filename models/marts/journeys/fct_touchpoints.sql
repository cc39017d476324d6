with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

final as (

    select
        touchpoint_id,
        person_id,
        account_id,
        session_id,
        touchpoint_type,
        channel,
        source,
        medium,
        campaign_id,
        campaign_matched_by,
        campaign,
        content,
        is_direct,
        touched_at
    from touchpoints

)

select * from final
