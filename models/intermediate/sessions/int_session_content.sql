{# What visitors saw and took along in each session, and when first: pages, and files they downloaded. #}
with

page_views as (

    select * from {{ ref('int_page_views') }}
    where not is_bot

),

download_events as (

    select * from {{ ref('int_download_events') }}

),

events as (

    select
        event_key,
        batch_key,
        row_in_batch,
        visitor_key,
        session_number
    from {{ ref('int_events') }}
    where {{ is_accepted() }}

),

sessions as (

    select * from {{ ref('int_sessions') }}
    where not is_bot

),

downloads as (

    select
        events.visitor_key,
        events.session_number,
        download_events.file_host,
        download_events.file_path,
        download_events.downloaded_at
    from download_events
    inner join events
        on
            download_events.event_key = events.event_key
            and download_events.batch_key = events.batch_key
            and download_events.row_in_batch = events.row_in_batch

),

session_content as (

    select
        sessions.session_id,
        'page' as content_kind,
        page_views.page_host as content_host,
        page_views.page_path as content_path,
        min({{ epoch_micros('page_views.viewed_at') }}) as had_micros
    from page_views
    inner join sessions
        on
            page_views.visitor_key = sessions.visitor_key
            and page_views.session_number = sessions.session_number
    group by sessions.session_id, page_views.page_host, page_views.page_path

    union all

    select
        sessions.session_id,
        'asset' as content_kind,
        downloads.file_host as content_host,
        downloads.file_path as content_path,
        min({{ epoch_micros('downloads.downloaded_at') }}) as had_micros
    from downloads
    inner join sessions
        on
            downloads.visitor_key = sessions.visitor_key
            and downloads.session_number = sessions.session_number
    group by sessions.session_id, downloads.file_host, downloads.file_path

)

select * from session_content
