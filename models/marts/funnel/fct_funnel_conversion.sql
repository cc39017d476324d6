{# How many of those who entered a stage in a week or a month went on to the next, and how long it took them: for all,
   and cut one way at a time. Cuts are not crossed: they would be more rows than people. #}
{% set segment_types = ['all', 'channel', 'campaign', 'country', 'industry', 'lead_source'] %}

with

funnel_stages as (

    select * from {{ ref('fct_funnel_stages') }}

),

steps as (

    select
        stage as from_stage,
        position as from_position,
        lead(stage) over (order by position asc) as to_stage
    from {{ ref('funnel_stages') }}

),

later_cycles as (

    select * from {{ ref('int_funnel_cycles') }}
    where subject_type = 'person' and cycle > 1

),

first_touches as (

    select
        touchpoints.person_id,
        coalesce(later_cycles.cycle, 1) as cycle,
        touchpoints.channel,
        touchpoints.campaign
    from {{ ref('int_touchpoints') }} as touchpoints
    left join later_cycles
        on
            touchpoints.person_id = later_cycles.subject_id
            and touchpoints.touched_at >= later_cycles.opens_at
            and (later_cycles.closes_at is null or touchpoints.touched_at < later_cycles.closes_at)
    qualify row_number() over (
        partition by touchpoints.person_id, coalesce(later_cycles.cycle, 1)
        order by touchpoints.touched_at asc, touchpoints.touchpoint_id asc
    ) = 1

),

lead_sources as (

    select
        resolved.person_id,
        people.lead_source
    from {{ ref('conformed_people') }} as people
    inner join {{ ref('int_people_resolved') }} as resolved
        on
            people.source_system = resolved.source_system
            and people.person_source_id = resolved.person_source_id
    where not resolved.is_deleted and people.lead_source is not null
    qualify row_number() over (
        partition by resolved.person_id
        order by people.created_at asc nulls last, people.source_system asc, people.person_source_id asc
    ) = 1

),

people as (

    select * from {{ ref('dim_people') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

entries as (

    select
        steps.from_stage,
        steps.from_position,
        steps.to_stage,
        funnel_stages.outcome,
        case when funnel_stages.outcome = 'advanced' then funnel_stages.days_in_stage end as days_to_next,
        cast(date_trunc('week', funnel_stages.entered_at) as date) as week_start_date,
        cast(date_trunc('month', funnel_stages.entered_at) as date) as month_start_date,
        coalesce(first_touches.channel, '(none)') as channel,
        coalesce(first_touches.campaign, '(none)') as campaign,
        coalesce(people.country, '(none)') as country,
        coalesce(accounts.industry, '(none)') as industry,
        coalesce(lead_sources.lead_source, '(none)') as lead_source
    from funnel_stages
    inner join steps on funnel_stages.stage = steps.from_stage
    left join first_touches
        on
            funnel_stages.person_id = first_touches.person_id
            and funnel_stages.cycle = first_touches.cycle
    left join people on funnel_stages.person_id = people.person_id
    left join accounts on funnel_stages.account_id = accounts.account_id
    left join lead_sources on funnel_stages.person_id = lead_sources.person_id
    where steps.to_stage is not null

),

cohorts as (

    {% for cohort_grain in ['week', 'month'] -%}
    {% set is_last_grain = loop.last -%}
    {% for segment_type in segment_types -%}
    select
        '{{ cohort_grain }}' as cohort_grain,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        from_stage,
        from_position,
        to_stage,
        {{ cohort_grain }}_start_date as cohort_start_date,
        count(*) as entered,
        count(*) filter (where outcome = 'advanced') as advanced,
        count(*) filter (where outcome = 'recycled') as recycled,
        count(*) filter (where outcome not in ('advanced', 'recycled', 'open')) as lost,
        count(*) filter (where outcome = 'open') as still_open,
        percentile_cont(0.5) within group (order by days_to_next) as median_days,
        percentile_cont(0.9) within group (order by days_to_next) as p90_days
    from entries
    group by all
    {%- if not (is_last_grain and loop.last) %}

    union all

    {% endif -%}
    {% endfor -%}
    {% endfor %}

),

final as (

    select
        md5(concat_ws('|', cohort_grain, cast(cohort_start_date as string), segment_type, segment, from_stage))
            as funnel_conversion_id,
        cohort_grain,
        segment_type,
        segment,
        from_stage,
        to_stage,
        from_position,
        entered,
        advanced,
        recycled,
        lost,
        still_open,
        cast(advanced as double) / entered as conversion_rate,
        median_days,
        p90_days,
        cohort_start_date
    from cohorts

)

select * from final
