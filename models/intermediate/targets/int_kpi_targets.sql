{# Every target with its period and the metric it is about, or a sentence that says what is wrong with it. What counts so
   far ends with the last day that is over: of the day of `as_of` only a part is there. #}
{% set metrics = metric_definitions('performance') %}
{% set grains = {'day': '1 day', 'week': '7 days', 'month': '1 month', 'quarter': '3 months', 'year': '1 year'} %}
with

given as (

    select
        'seed' as source_system,
        metric,
        segment_type,
        segment,
        period_grain,
        period_start,
        target,
        owner,
        1 as preference
    from {{ ref('kpi_targets') }}

    union all

    select
        source_system,
        metric,
        segment_type,
        segment,
        period_grain,
        period_start,
        target,
        owner,
        2 as preference
    from {{ ref('conformed_kpi_targets') }}

),

spelled as (

    select
        source_system,
        lower(trim(metric)) as metric,
        coalesce(lower(trim(segment_type)), case when segment is null then 'all' else 'channel' end) as segment_type,
        coalesce(trim(segment), '') as segment,
        lower(trim(period_grain)) as period_grain,
        period_start,
        target,
        owner,
        preference
    from given

),

targets as (

    select * from spelled
    qualify
        row_number() over (
            partition by metric, segment_type, segment, period_grain, period_start
            order by preference asc, source_system asc, target asc, owner asc nulls last
        ) = 1

),

definitions as (

    {% for metric in metrics -%}
    select
        '{{ metric.name }}' as metric,
        '{{ metric.unit }}' as unit,
        '{{ metric.target_is }}' as target_is,
        {{ (metric.denominator is not none) | lower }} as is_ratio,
        cast({{ metric.multiplier }} as double) as multiplier
    {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as string) as metric,
        cast(null as string) as unit,
        cast(null as string) as target_is,
        cast(null as boolean) as is_ratio,
        cast(null as double) as multiplier
    where false
    {% endfor %}

),

described as (

    select
        md5(concat_ws(
            '|', targets.metric, targets.segment_type, targets.segment, targets.period_grain,
            cast(targets.period_start as string)
        )) as kpi_target_id,
        targets.source_system,
        targets.metric,
        definitions.unit,
        definitions.target_is,
        definitions.is_ratio,
        definitions.multiplier,
        targets.segment_type,
        targets.segment,
        targets.period_grain,
        targets.period_start,
        case targets.period_grain
            {%- for grain, length in grains.items() %}
            when '{{ grain }}' then cast(targets.period_start + interval '{{ length }}' - interval '1 day' as date)
            {%- endfor %}
        end as period_end,
        cast(cast({{ as_of() }} as date) - interval '1 day' as date) as through_date,
        targets.target,
        targets.owner,
        case
            when definitions.metric is null
                then 'no metric is called ''' || targets.metric
                    || ''': it is one of {{ metrics | map(attribute="name") | join(", ") }}'
            when targets.segment_type not in ('all', 'channel', 'campaign')
                then 'a target is for all, a channel or a campaign, not for ''' || targets.segment_type || ''''
            when targets.segment_type = 'all' and targets.segment <> ''
                then 'a target for all has no segment, but this has ''' || targets.segment || ''''
            when targets.segment_type <> 'all' and targets.segment = ''
                then 'a target for a ' || targets.segment_type || ' must say which'
            when targets.segment_type = 'channel' and channels.channel is null
                then 'no channel is called ''' || targets.segment || ''': seeds/channels.csv lists them'
            when targets.period_grain not in ('{{ grains.keys() | join("', '") }}')
                then 'a period is a {{ grains.keys() | join(", ") }}, not a ''' || targets.period_grain || ''''
        end as problem
    from targets
    left join definitions on targets.metric = definitions.metric
    left join {{ ref('channels') }} as channels
        on targets.segment_type = 'channel' and targets.segment = channels.channel

),

final as (

    select
        *,
        cast(through_date + interval '1 day' as date) as next_date,
        {{ day_number('period_end') }} - {{ day_number('period_start') }} + 1 as days_in_period,
        least(
            greatest({{ day_number('through_date') }} - {{ day_number('period_start') }} + 1, 0),
            {{ day_number('period_end') }} - {{ day_number('period_start') }} + 1
        ) as days_elapsed
    from described

)

select * from final
