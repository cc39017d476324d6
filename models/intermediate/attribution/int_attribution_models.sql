{# The models, and the window each looks through: models with the same window share its paths. #}
with

models as (

    select * from {{ ref('attribution_models') }}

),

with_window as (

    select
        attribution_model,
        method,
        lookback_days,
        direct_handling,
        coalesce(cast(lookback_days as varchar) || ' days', 'unlimited') || ', direct ' || direct_handling
            as path_window
    from models

)

select * from with_window
