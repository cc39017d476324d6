{# How well the systems know each other, and how fresh they are as of the build. Whole hours: what landed within one run
   is equally old. If nothing landed at all for days, as_of stands still, and the schedule is what tells. #}
with

freshness as (

    select * from {{ ref('int_source_freshness') }}

),

records as (

    select * from {{ ref('int_people_resolved') }}

),

visitors as (

    select distinct person_id from {{ ref('int_sessions') }}
    where not is_bot and not is_internal

),

inquirers as (

    select
        source_system,
        conversion_type,
        person_id
    from {{ ref('int_conversions') }}
    where session_id is not null and person_id is not null
    group by source_system, conversion_type, person_id

),

people_on_record as (

    select distinct person_id from records
    where not is_deleted

),

identity_edges as (

    select * from {{ ref('int_identity_edges') }}
    where cut_reason is not null

),

systems as (

    {% for system in systems_on() if system != 'files' -%}
    select '{{ system }}' as source_system
    union all
    {% endfor -%}
    select null as source_system

),

measured as (

    select
        'people_seen_on_the_web' as metric,
        records.source_system,
        'people' as resource,
        cast(null as string) as reason,
        count(distinct visitors.person_id) as numerator,
        count(distinct records.person_id) as denominator
    from records
    left join visitors on records.person_id = visitors.person_id
    group by records.source_system

    union all

    select
        'inquiries_in_the_crm' as metric,
        inquirers.source_system,
        inquirers.conversion_type as resource,
        null as reason,
        count(people_on_record.person_id) as numerator,
        count(*) as denominator
    from inquirers
    left join people_on_record on inquirers.person_id = people_on_record.person_id
    group by inquirers.source_system, inquirers.conversion_type

    union all

    select
        'hours_since_landing' as metric,
        source_system,
        null as resource,
        null as reason,
        {{ whole_hours_since('max(newest_loaded_at)') }} as numerator,
        null as denominator
    from freshness
    group by source_system

    union all

    select
        'hours_since_newest' as metric,
        source_system,
        resource,
        null as reason,
        {{ whole_hours_since('newest_at') }} as numerator,
        null as denominator
    from freshness
    where newest_at is not null

    union all

    select
        'systems_without_rows' as metric,
        systems.source_system,
        null as resource,
        'nothing has landed' as reason,
        1 as numerator,
        null as denominator
    from systems
    left join freshness on systems.source_system = freshness.source_system
    where systems.source_system is not null and freshness.source_system is null

    union all

    select
        'identity_cuts' as metric,
        null as source_system,
        evidence as resource,
        cut_reason as reason,
        count(*) as numerator,
        null as denominator
    from identity_edges
    group by evidence, cut_reason

)

select * from measured
