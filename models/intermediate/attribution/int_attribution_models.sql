{# The models, and the window each looks through: models with the same window share its paths. #}
with

models as (

    select * from {{ ref('attribution_models') }}

),

with_window as (

    select
        cast(row_number() over (order by attribution_model asc) as smallint) as model_number,
        attribution_model,
        label,
        method,
        lookback_days,
        direct_handling,
        coalesce(channels, 'all') as channels,
        coalesce(bounded_by_cycle, false) as bounded_by_cycle,
        conversion_types,
        half_life_days,
        {%- for weight in ['first', 'lead', 'opportunity', 'middle', 'last'] %}
        {#- in hundredths: credit is shared by whole numbers only #}
        cast(coalesce({{ weight }}_weight, 0) * 100 as bigint) as {{ weight }}_weight,
        {%- endfor %}
        markov_order,
        method in ({{ data_driven_methods() }}) as is_data_driven,
        coalesce(is_additive, true) as is_additive,
        concat_ws(
            ', ',
            coalesce(cast(lookback_days as string) || ' days', 'unlimited'),
            'direct ' || direct_handling,
            channels || ' only',
            case when bounded_by_cycle then 'this cycle' end
        ) as path_window
    from models

)

select * from with_window
