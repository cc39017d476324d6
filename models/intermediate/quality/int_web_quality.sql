{# How clean the web's data is. Verdicts of a system are shares of all rows it landed, and so sum to one. #}
with

verdicts as (

    select * from {{ ref('int_event_verdicts') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

tag_spellings as (

    select * from {{ ref('int_tag_spellings') }}

),

landed as (

    select
        source_system,
        sum(rows) as landed_rows
    from verdicts
    group by source_system

),

counted_sessions as (

    select
        source_system,
        count(*) as all_sessions,
        count(*) filter (where is_bot) as bots,
        count(*) filter (where is_internal) as internal,
        count(*) filter (where not is_bot and not is_internal) as visits,
        count(*) filter (where not is_bot and not is_internal and source = '(not set)') as without_source,
        count(*) filter (
            where not is_bot and not is_internal and medium is null and click_id_type is null
        ) as without_medium,
        count(*) filter (where not is_bot and not is_internal and channel = 'Unassigned') as unassigned
    from sessions
    group by source_system

),

measured as (

    select
        'events_by_verdict' as metric,
        verdicts.source_system,
        'web_events' as resource,
        verdicts.verdict as reason,
        sum(verdicts.rows) as numerator,
        max(landed.landed_rows) as denominator
    from verdicts
    inner join landed
        on verdicts.source_system = landed.source_system
    group by verdicts.source_system, verdicts.verdict

    union all

    select
        'flawed_events' as metric,
        source_system,
        'web_events' as resource,
        flaw as reason,
        sum(rows) as numerator,
        cast(null as bigint) as denominator
    from verdicts
    where verdict = 'accepted' and flaw is not null
    group by source_system, flaw
    {%- for metric, reason, counted, base in [
        ('bot_sessions', none, 'bots', 'all_sessions'),
        ('internal_sessions', none, 'internal', 'all_sessions'),
        ('untidy_sessions', 'medium or campaign without source', 'without_source', 'visits'),
        ('untidy_sessions', 'source without medium', 'without_medium', 'visits'),
        ('untidy_sessions', 'no rule knows it', 'unassigned', 'visits')
    ] %}

    union all

    select
        '{{ metric }}' as metric,
        source_system,
        'sessions' as resource,
        {{ sql_text(reason) if reason else 'cast(null as string)' }} as reason,
        {{ counted }} as numerator,
        {{ base }} as denominator
    from counted_sessions
    {%- endfor %}

    union all

    select
        metric,
        source_system,
        resource,
        reason,
        numerator,
        denominator
    from tag_spellings

)

select * from measured
