{# What each channel weighs in a data-driven model, with the 95 % interval from leaving out each tenth of the paths
   once. Markov: the removal effect. Shapley: the value in conversions; ordered, one weight for each place in the path.
   Threads add up doubles in any order: rounded, 0.1796875 is the same in each build, and so is what it is rounded to. #}
{% set estimate = 'path_window, conversion_type, method, markov_order, channel, position' %}
{% set game = 'path_window, conversion_type, method, left_out_group' %}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

left_out as (

    {{ left_out_groups() }}

),

{# What stands on no converting path has no conversion to be credited with, though others may follow it to one. #}
converting_channels as (

    select
        path_window,
        conversion_type,
        markov_order,
        channel
    from {{ ref('int_markov_transitions') }}
    where channel is not null
    group by path_window, conversion_type, markov_order, channel
    having sum(converting_paths) > 0

),

removal_effects as (

    select
        effects.path_window,
        effects.conversion_type,
        'markov' as method,
        effects.markov_order,
        effects.channel,
        cast(null as integer) as position,
        effects.left_out_group,
        case when converting_channels.channel is null then 0 else effects.removal_effect end as result,
        cast(1 as double) as whole
    from {{ ref('int_markov_removal_effects') }} as effects
    left join converting_channels
        on
            effects.path_window = converting_channels.path_window
            and effects.conversion_type = converting_channels.conversion_type
            and effects.markov_order = converting_channels.markov_order
            and effects.channel = converting_channels.channel

),

shapley_values as (

    select
        path_window,
        conversion_type,
        path_group,
        'shapley' as method,
        channel,
        cast(null as integer) as position,
        conversions / cast(channels as double) as shapley_value
    from {{ ref('int_shapley_coalitions') }}

    union all

    select
        path_window,
        conversion_type,
        path_group,
        'shapley_ordered' as method,
        channel,
        position,
        shapley_value
    from {{ ref('int_shapley_positions') }}

),

shapley_sums as (

    select
        shapley_values.path_window,
        shapley_values.conversion_type,
        shapley_values.method,
        shapley_values.channel,
        shapley_values.position,
        left_out.left_out_group,
        sum(shapley_values.shapley_value) as shapley_value
    from shapley_values
    inner join left_out on shapley_values.path_group <> left_out.left_out_group
    group by all

),

{# As shares of the conversions: leaving a tenth of them out makes every value smaller, which says nothing. #}
shapley_shares as (

    select
        path_window,
        conversion_type,
        method,
        cast(null as integer) as markov_order,
        channel,
        position,
        left_out_group,
        shapley_value / sum(shapley_value) over (partition by {{ game }}) as result,
        sum(shapley_value) over (partition by {{ game }}) as whole
    from shapley_sums

),

results as (

    select
        *,
        max(case when left_out_group = -1 then result end) over (partition by {{ estimate }}) as whole_result
    from (
        select * from removal_effects
        union all
        select * from shapley_shares
    ) as all_results

),

estimates as (

    select
        {{ estimate }},
        max(case when left_out_group = -1 then whole end) as whole,
        max(whole_result) as result,
        {{ jackknife_margin('case when left_out_group >= 0 then result end', 'whole_result') }} as margin
    from results
    group by {{ estimate }}

),

weights as (

    select
        models.attribution_model,
        estimates.conversion_type,
        estimates.channel,
        estimates.position,
        round(estimates.result * estimates.whole, 12) as weight,
        round(
            case when estimates.margin is not null then greatest(estimates.result - estimates.margin, 0) end
            * estimates.whole, 12
        ) as weight_low,
        round(
            case when estimates.margin is not null then least(estimates.result + estimates.margin, 1) end
            * estimates.whole, 12
        ) as weight_high
    from estimates
    inner join models
        on
            estimates.path_window = models.path_window
            and estimates.method = models.method
            and estimates.markov_order is not distinct from models.markov_order
            and {{ model_is_for('estimates.conversion_type') }}

)

select * from weights
