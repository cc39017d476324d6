{# Why a landed event is not counted; null when it is. Only what leaves an event without a place is a reason: no id, no
   time, a time before the web (1995, so the zero of a clock as well) or ahead of its own landing by more than a day,
   which clocks that run ahead are granted. Words for people: they are read in fct_data_quality. #}
{% macro event_problem(relation='web_events') -%}
    case
        when {{ relation }}.event_key is null then 'no event id'
        when {{ relation }}.event_at is null then 'no time'
        when {{ relation }}.event_at < cast('1995-01-01' as timestamp) then 'before the web'
        when {{ relation }}.event_at > {{ relation }}.loaded_at + interval 1 day then 'future timestamp'
    end
{%- endmacro %}

{# What became of a landed event. #}
{% macro event_verdict() -%}
    coalesce(problem, case when copy_number = 1 then 'accepted' when copy_number > 1 then 'duplicate' end)
{%- endmacro %}

{# What of an event that counts is not believed: the event stays, the value is left out (possible_engagement_ms,
   possible_value) or cut. The first that holds; null for nearly all. Where text is cut, how long it may be is
   longest_text(). #}
{% macro event_flaw(relation='web_events') -%}
    case
        when {{ relation }}.engagement_ms < 0 then 'negative engagement'
        when {{ relation }}.engagement_ms > {{ longest_engagement_ms() }} then 'engagement of more than a day'
        when abs({{ relation }}.value) >= {{ absurd_value() }} then 'absurd value'
        when
            length({{ relation }}.page_url) > {{ longest_text() }}
            or length({{ relation }}.page_referrer) > {{ longest_text() }}
            then 'over-long address'
    end
{%- endmacro %}

{% macro possible_engagement_ms(engagement_ms) -%}
    case when {{ engagement_ms }} between 0 and {{ longest_engagement_ms() }} then {{ engagement_ms }} end
{%- endmacro %}

{% macro possible_value(value) -%}
    case when abs({{ value }}) < {{ absurd_value() }} then {{ value }} end
{%- endmacro %}

{# Milliseconds of a day: attention is sent within minutes. #}
{% macro longest_engagement_ms() -%}
    86400000
{%- endmacro %}

{# A million millions: no order in any currency of the world. #}
{% macro absurd_value() -%}
    1000000000000
{%- endmacro %}

{# Characters of an address that are read: browsers and web servers cut far below. #}
{% macro longest_text() -%}
    10000
{%- endmacro %}
