{# Which identifiers web events carried together, one row per combination. The only pass of identity over events. #}
with

events as (

    select * from {{ ref('int_events') }}
    where {{ is_accepted() }} and identifiers_key is not null

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}

),

gathered as (

    select
        identifiers_key,
        min(event_micros) as first_micros,
        max(event_micros) as last_micros,
        count(*) as sightings
    from events
    group by identifiers_key

),

combinations as (

    select
        identifiers.anonymous_id as cookie,
        identifiers.user_id,
        identifiers.email_key,
        {{ micros_to_timestamp('min(gathered.first_micros)') }} as first_seen_at,
        {{ micros_to_timestamp('max(gathered.last_micros)') }} as last_seen_at,
        cast(sum(gathered.sightings) as bigint) as sightings
    from gathered
    inner join identifiers
        on gathered.identifiers_key = identifiers.identifiers_key
    group by identifiers.anonymous_id, identifiers.user_id, identifiers.email_key

)

select * from combinations
