{# How new what each system gave is: when it landed last, and when the newest of it happened. What is dated after its
   own landing is a plan or a wrong clock, and no news. `as_of` stands on this model: nothing before it may use that. #}
{% set happened = {
    'accounts': none,
    'ad_clicks': 'clicked_on',
    'ad_performance': 'date_day',
    'calls': 'started_at',
    'campaign_responses': 'responded_at',
    'campaigns': none,
    'experiment_exposures': 'exposed_at',
    'experiment_variants': none,
    'fx_rates': 'rate_date',
    'identities': 'linked_at',
    'kpi_targets': none,
    'opportunities': 'created_at',
    'opportunity_people': none,
    'orders': 'ordered_at',
    'people': 'created_at',
    'sales_activities': 'done_at',
    'sellers': none,
    'stage_changes': 'changed_at'
} %}
with

events as (

    select * from {{ ref('int_events') }}

),

batches as (

    select * from {{ ref('int_event_batches') }}
    where is_current

),

newest_events as (

    select
        batch_key,
        max(event_micros) as newest_micros
    from events
    where {{ event_verdict() }} = 'accepted'
    group by batch_key

),

freshness as (

    {% for entity, column in happened.items() -%}
    select
        source_system,
        '{{ entity }}' as resource,
        max(loaded_at) as newest_loaded_at,
        {% if column -%}
        max(case when {{ column }} <= loaded_at then cast({{ column }} as timestamp) end) as newest_at
        {%- else -%}
        cast(null as timestamp) as newest_at
        {%- endif %}
    from {{ ref('conformed_' ~ entity) }}
    group by source_system

    union all

    {% endfor -%}
    select
        batches.source_system,
        'web_events' as resource,
        max(batches.loaded_at) as newest_loaded_at,
        {{ micros_to_timestamp('max(newest_events.newest_micros)') }} as newest_at
    from batches
    left join newest_events on batches.batch_key = newest_events.batch_key
    group by batches.source_system

)

select * from freshness
