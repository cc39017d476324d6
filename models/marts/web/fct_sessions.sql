with

sessions as (

    select * from {{ ref('int_sessions') }}

),

final as (

    select
        session_id,
        person_id,
        anonymous_id,
        user_id,
        source_system,
        channel,
        source,
        medium,
        campaign_id,
        campaign_matched_by,
        campaign,
        content,
        term,
        click_id_type,
        landing_page_path,
        exit_page_path,
        referrer_host,
        device_category,
        country,
        cast(session_number as bigint) as session_number,
        cast(page_views as bigint) as page_views,
        cast(events as bigint) as events,
        is_engaged,
        is_bot,
        is_internal,
        session_start_at,
        session_end_at
    from sessions

)

select * from final
