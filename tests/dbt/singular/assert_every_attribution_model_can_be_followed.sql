{# A model whose row lacks what its method reads would share evenly, or credit nobody, and look like any other. All that
   is wrong is told at once. #}
{% set weights = ['first_weight', 'lead_weight', 'opportunity_weight', 'middle_weight', 'last_weight'] %}
with

models as (

    select * from {{ ref('attribution_models') }}

),

types as (

    select * from {{ ref('conversion_types') }}

),

{# Every name in the list is a type where as many types are found as names are split. #}
typed as (

    select
        models.attribution_model,
        count(types.conversion_type) as types_known,
        max(length(models.conversion_types) - length(replace(models.conversion_types, '|', '')) + 1) as types_named
    from models
    left join types on {{ model_is_for('types.conversion_type') }}
    where models.conversion_types is not null
    group by models.attribution_model

),

all_types as (

    select string_agg(conversion_type, '|') as names from types

),

problems as (

    select
        models.attribution_model,
        case
            when models.method = 'time_decay' and coalesce(models.half_life_days, 0) <= 0
                then 'half_life_days must be above 0 for time_decay'
            when models.method = 'markov' and coalesce(models.markov_order, 0) not between 1 and 3
                then 'markov_order must be 1, 2 or 3 for markov'
            when models.lookback_days < 1
                then 'lookback_days must be 1 or more, or empty'
            when least({{ weights | join(', ') }}) < 0
                then 'weights must be 0 or more'
            when typed.types_known <> typed.types_named
                then 'conversion_types must be empty, or some of ' || all_types.names
        end as problem
    from models
    cross join all_types
    left join typed on models.attribution_model = typed.attribution_model

),

told as (

    select string_agg(attribution_model || ': ' || problem, '; ') as problems
    from problems
    where problem is not null

)

select problems
from told
where case when problems is not null then {{ stopped_with("'attribution_models.csv, ' || problems") }} end is not null
