{# Under a model that is not there, or whose credits do not sum to 1, every metric would be nothing, or too much. #}
with

models as (

    select
        count(case when attribution_model = '{{ var("reporting_attribution_model") }}' then 1 end) as reported,
        string_agg(attribution_model, ', ') as names
    from {{ ref('int_attribution_models') }}
    where is_additive

),

problems as (

    select 'reporting_attribution_model must be one of ' || names as problem
    from models
    where reported = 0

    union all

    select 'reporting_basis must be conversion or touch' as problem
    from models
    where '{{ var("reporting_basis") }}' not in ('conversion', 'touch')

    union all

    select 'pacing_history_weeks must be from 2 to 53' as problem
    from models
    where {{ var('pacing_history_weeks') }} not between 2 and 53

)

select problem
from problems
where {{ stopped_with('problem') }} is not null
