{# Distinct combinations of what says where somebody came from, and the empty one: a visit that says nothing. #}
with

nothing_told as (

    select
        {% for column in traffic_columns()[1:] -%}
        cast(null as string) as {{ column }},
        {% endfor -%}
        'web' as origin

),

combinations as (

    {% for relation in ['int_event_sources', 'int_declared_sources', 'int_call_sources', 'int_campaign_kinds'] -%}
    select
        {{ traffic_columns() | join(',\n        ') }},
        traffic_key
    from {{ ref(relation) }}

    union

    {% endfor -%}
    select
        {{ traffic_columns() | join(',\n        ') }},
        {{ traffic_key() }} as traffic_key
    from nothing_told

)

select * from combinations
