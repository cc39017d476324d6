{# Events that count: of the copies of one the first, where nothing is wrong with it. #}
{% macro is_accepted(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    ({{ prefix }}problem is null and {{ prefix }}copy_number = 1)
{%- endmacro %}

{# Those that belong to a visit. #}
{% macro is_visit() -%}
    ({{ is_accepted() }} and has_visitor)
{%- endmacro %}

{# The CTEs that order the events of each visitor (`event_number`, ties by event_key) and number the sessions they are
   in (`session_number`). A gap longer than the timeout starts a session; midnight never does. The last, `numbered`, has
   every row of the relation: events that belong to no visit are without numbers. #}
{% macro session_numbers(relation) -%}
    {%- if systems_with_own_sessions() or var('new_campaign_starts_session') -%}
        {{ session_numbers_by_rule(relation) }}
    {%- else -%}
        {{ gap_session_numbers(relation) }}
    {%- endif -%}
{%- endmacro %}

{% macro session_numbers_by_rule(relation) -%}
{%- set has_own = systems_with_own_sessions() | length > 0 -%}
{%- set own_events = 'partition by visitor_key, own_session_key order by event_micros, event_key' -%}
starts as (

    select
        *,
        row_number() over (partition by visitor_key order by event_micros, event_key) as event_number,
        case
            when own_session_key is not null and lag(event_micros) over ({{ own_events }}) is null then 1
            when own_session_key is not null then 0
            when event_micros - lag(event_micros) over ({{ own_events }}) <= {{ session_timeout_micros() }} then 0
            else 1
        end as is_start
    from {{ relation }}
    where {{ is_visit() }}

),

    {%- if var('new_campaign_starts_session') %}

{{ campaign_starts('starts') }},
    {%- endif %}

counted_starts as (

    select
        *,
        sum(is_start) over (
            partition by visitor_key order by event_number rows between unbounded preceding and current row
        ) as start_number
    from {{ 'starts_with_campaigns' if var('new_campaign_starts_session') else 'starts' }}

),

numbered as (

    select
        {{ landed_event_names() | join(',\n        ') }},
        copy_number,
        event_number,
        {%- if has_own %}
        cast(max(case when is_start = 1 then start_number end) over (
            partition by visitor_key, own_session_key
            order by event_number
            rows between unbounded preceding and current row
        ) as bigint) as session_number
        {%- else %}
        cast(start_number as bigint) as session_number
        {%- endif %}
    from counted_starts

    union all

    select
        {{ landed_event_names() | join(',\n        ') }},
        copy_number,
        cast(null as bigint) as event_number,
        cast(null as bigint) as session_number
    from {{ relation }}
    where not {{ is_visit() }}

)
{%- endmacro %}

{# An event that carries another source than its session starts one. The session's source is that of its first event
   that carries one, so it is enough to compare with the last that did, since the last gap. Events with session ids of
   their own have no gaps, and make none between those without. #}
{% macro campaign_starts(relation) -%}
gaps as (

    select
        *,
        sum(is_start) over (
            partition by visitor_key, own_session_key
            order by event_number
            rows between unbounded preceding and current row
        ) as gap_number
    from {{ relation }}

),

carrying as (

    select
        gaps.visitor_key,
        gaps.event_number,
        campaigns.campaign_key,
        lag(campaigns.campaign_key) over (
            partition by gaps.visitor_key, gaps.gap_number order by gaps.event_number
        ) as session_campaign_key
    from gaps
    inner join {{ ref('int_event_campaigns') }} as campaigns
        on {{ origin_key('gaps') }} = campaigns.origin_key
    where gaps.own_session_key is null

),

starts_with_campaigns as (

    select
        {{ landed_event_names('gaps') | join(',\n        ') }},
        gaps.copy_number,
        gaps.event_number,
        case when carrying.campaign_key <> carrying.session_campaign_key then 1 else gaps.is_start end as is_start
    from gaps
    left join carrying
        on gaps.visitor_key = carrying.visitor_key and gaps.event_number = carrying.event_number

)
{%- endmacro %}
