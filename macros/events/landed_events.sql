{# The columns of int_events that a landed row alone decides: numbers, and keys of texts. An event without a visitor
   stands by itself, beside those of the same moment and page; one without an id is told by its place. #}
{% macro landed_event_columns(relation, is_placeholder) -%}
    {{ landed_place_columns(relation) }},
        case
            when {{ has_visitor(is_placeholder) }} then {{ visitor_key() }}
            else {{ row_hash(['source_system', 'event_at'] + page_columns()) }}
        end as visitor_key,
        {{ has_visitor(is_placeholder) }} as has_visitor,
        {{ epoch_micros('event_at') }} as event_micros,
        {{ own_session_key() }} as own_session_key,
        {{ page_key() }} as page_key,
        coalesce(page_path, page_url) is not null as has_page_path,
        {{ referrer_key() }} as referrer_key,
        {{ collected_tags_key() }} as collected_tags_key,
        {{ context_key() }} as context_key,
        {{ identifiers_key() }} as identifiers_key,
        coalesce(user_id, email_key) is not null as has_login,
        {{ possible_engagement_ms('engagement_ms') }} as engagement_ms,
        {{ event_problem(relation) }} as problem,
        {{ event_flaw(relation) }} as flaw
{%- endmacro %}

{# Those that tell an event and its place. #}
{% macro landed_place_columns(relation) -%}
    coalesce({{ relation }}.event_key, {{ row_hash(['source_system', 'batch_id', 'row_in_batch']) }}) as event_key,
        {{ row_hash(['source_system', 'batch_id']) }} as batch_key,
        row_in_batch
{%- endmacro %}

{% macro has_visitor(is_placeholder) -%}
    (coalesce(anonymous_id, '') <> '' and not {{ is_placeholder }})
{%- endmacro %}

{% macro own_session_key() -%}
    {%- set systems = systems_with_own_sessions() -%}
    {%- if systems -%}
    case
        when source_system in ('{{ systems | join("', '") }}') and source_session_id is not null
            then {{ row_hash(['source_session_id']) }}
    end
    {%- else -%}
    cast(null as bigint)
    {%- endif -%}
{%- endmacro %}

{# Their names, in that order. #}
{% macro landed_event_names(relation=none) %}
    {%- set names = [] -%}
    {%- for name in [
        'event_key', 'batch_key', 'row_in_batch', 'visitor_key', 'has_visitor', 'event_micros', 'own_session_key',
        'page_key', 'has_page_path', 'referrer_key', 'collected_tags_key', 'context_key', 'identifiers_key',
        'has_login', 'engagement_ms', 'problem', 'flaw'
    ] -%}
        {%- do names.append(relation ~ '.' ~ name if relation else name) -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}

{# A row of int_events that tells nothing but a visitor. #}
{% macro nameless_event(visitor_key) -%}
    {%- for name in landed_event_names() + ['copy_number', 'event_number', 'session_number'] %}
        {{ visitor_key if name == 'visitor_key' else 'null' }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
