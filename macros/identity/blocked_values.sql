{# Values of a kind that are nobody's, in lower case: those blocked in that kind, or in every one. #}
{% macro blocked_values(identifier_type) -%}
    select distinct lower(identifier) as identifier
    from {{ ref('blocked_identifiers') }}
    where identifier_type in ('{{ identifier_type }}', 'any')
{%- endmacro %}

{# All of them, as a text that changes with them. #}
{% macro blocked_rules() %}
    {{ return(contents_of({'blocked_identifiers': ['identifier_type', 'identifier']})) }}
{% endmacro %}
