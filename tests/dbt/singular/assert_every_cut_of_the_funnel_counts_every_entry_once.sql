{# However people are cut, their entries into a stage are those of fct_funnel_stages. #}
with

cuts as (

    select
        cohort_grain,
        segment_type,
        from_stage,
        sum(entered) as entered,
        sum(advanced) as advanced
    from {{ ref('fct_funnel_conversion') }}
    group by cohort_grain, segment_type, from_stage

),

stages as (

    select
        stage,
        count(*) as entered,
        count(*) filter (where outcome = 'advanced') as advanced
    from {{ ref('fct_funnel_stages') }}
    group by stage

)

select
    cuts.cohort_grain,
    cuts.segment_type,
    cuts.from_stage,
    cuts.entered,
    stages.entered as entered_in_stages
from cuts
inner join stages on cuts.from_stage = stages.stage
where cuts.entered <> stages.entered or cuts.advanced <> stages.advanced
