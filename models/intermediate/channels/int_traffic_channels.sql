{# The channel of each combination in each era of the rules. A rule is its priority; a row with the same priority and
   a later valid_from replaces it from that day on, and days before keep the rule they had. #}
with

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}

),

channel_rules as (

    select * from {{ ref('channel_rules') }}

),

eras as (

    select
        valid_from,
        lead(valid_from) over (order by valid_from) as valid_to
    from (select distinct valid_from from channel_rules) as starts

),

rules as (

    select
        eras.valid_from as era_from,
        eras.valid_to as era_to,
        channel_rules.*
    from eras
    inner join channel_rules
        on eras.valid_from >= channel_rules.valid_from
    qualify row_number() over (
        partition by eras.valid_from, channel_rules.priority
        order by channel_rules.valid_from desc
    ) = 1

),

matches as (

    select
        traffic_sources.traffic_key,
        rules.era_from,
        rules.priority,
        rules.channel
    from traffic_sources
    inner join rules
        on
            (rules.origin is null or traffic_sources.origin = rules.origin)
            and (rules.source_category is null or traffic_sources.source_category = rules.source_category)
            {%- for field, pattern in [
                ('click_id_type', 'click_id_pattern'), ('source', 'source_pattern'), ('medium', 'medium_pattern'),
                ('campaign', 'campaign_pattern')
            ] %}
            and case
                when rules.{{ pattern }} is null then true
                when traffic_sources.{{ field }} is null then false
                else {{ matches_pattern('traffic_sources.' ~ field, 'rules.' ~ pattern) }}
            end
            {%- endfor %}

),

first_matches as (

    select * from matches
    qualify row_number() over (partition by traffic_key, era_from order by priority) = 1

),

channels as (

    select
        traffic_sources.traffic_key,
        cast(eras.valid_from as timestamp) as valid_from,
        cast(eras.valid_to as timestamp) as valid_to,
        coalesce(first_matches.channel, 'Unassigned') as channel
    from traffic_sources
    cross join eras
    left join first_matches
        on
            traffic_sources.traffic_key = first_matches.traffic_key
            and eras.valid_from = first_matches.era_from

)

select * from channels
