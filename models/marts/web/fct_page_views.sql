with

page_views as (

    select * from {{ ref('int_page_views') }}

),

final as (

    select
        page_view_id,
        session_id,
        person_id,
        anonymous_id,
        source_system,
        page_host,
        page_path,
        page_title,
        referrer_host,
        cast(page_view_number as bigint) as page_view_number,
        is_bot,
        viewed_at
    from page_views

)

select * from final
