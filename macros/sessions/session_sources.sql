{# The CTEs that lead to `session_sources`, each session with where it came from: its first event that carries a
   source, else nothing told it and it is direct. A paid click whose campaign is known takes that campaign's channel;
   else the rules of the session's day decide. They read the CTEs `origins` and `activity`: of all sessions, or those of
   the visitors that are made anew. #}
{% macro session_sources(state) -%}
event_sources as (

    {{ rows_asked_for(state, 'int_event_sources', 'origin_key', 'origins') }}

),

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}

),

carrying as (

    select
        event_sources.origin_key,
        event_sources.traffic_key,
        event_sources.utm_content,
        event_sources.utm_term,
        event_sources.click_id
    from event_sources
    inner join traffic_sources
        on event_sources.traffic_key = traffic_sources.traffic_key
    where
        traffic_sources.carries_source
        and event_sources.origin_key in (select origins.origin_key from origins)

),

first_origins as (

    select
        origins.visitor_key,
        origins.session_number,
        min_by(origins.origin_key, origins.event_number) as origin_key
    from origins
    inner join carrying
        on origins.origin_key = carrying.origin_key
    group by origins.visitor_key, origins.session_number

),

first_sources as (

    select
        first_origins.visitor_key,
        first_origins.session_number,
        carrying.*
    from first_origins
    inner join carrying
        on first_origins.origin_key = carrying.origin_key

),

nothing_told as (

    {{ nothing_told() }}

),

session_traffic as (

    select
        activity.*,
        coalesce(first_sources.traffic_key, nothing_told.traffic_key) as traffic_key,
        first_sources.utm_content,
        first_sources.utm_term,
        first_sources.click_id
    from activity
    cross join nothing_told
    left join first_sources
        on
            activity.visitor_key = first_sources.visitor_key
            and activity.session_number = first_sources.session_number

),

session_sources as (

    select
        session_traffic.*,
        coalesce(campaigns.ad_channel, traffic_channels.channel) as channel,
        traffic_sources.source,
        traffic_sources.medium,
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        {{ matched_campaign() }},
        traffic_sources.click_id_type,
        traffic_sources.referrer_host
    from session_traffic
    {{ read_traffic('session_traffic', at='session_traffic.session_start_at') }}

)
{%- endmacro %}

{# The combination of a visit that says nothing. #}
{% macro nothing_told() -%}
    select traffic_key
    from {{ ref('int_traffic_combinations') }}
    where origin = 'web' and coalesce({{ traffic_columns()[1:] | join(', ') }}) is null
{%- endmacro %}
