with

page_views as (

    select * from {{ ref('int_page_views') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

final as (

    select
        page_views.page_view_id,
        sessions.session_id,
        sessions.person_id,
        page_views.anonymous_id,
        page_views.source_system,
        page_views.page_host,
        page_views.page_path,
        page_views.page_title,
        page_views.referrer_host,
        cast(page_views.page_view_number as bigint) as page_view_number,
        page_views.is_bot or coalesce(sessions.is_bot, false) as is_bot,
        page_views.viewed_at
    from page_views
    left join sessions
        on
            page_views.visitor_key = sessions.visitor_key
            and page_views.session_number = sessions.session_number

)

select * from final
