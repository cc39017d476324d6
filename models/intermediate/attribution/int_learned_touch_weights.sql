{# What a touch weighs in models that learn what channels are worth. By Shapley, the channels of a path share it evenly,
   so that their credit over all paths is their Shapley value; by Markov, each has its removal effect, of the greatest
   2^20. The touches of a channel on the path share evenly: 720,720 is a multiple of every number up to 16. #}
with

models as (

    select * from {{ ref('int_windowed_models') }}
    where is_data_driven

),

learned as (

    select
        models.model_number,
        models.window_number,
        weights.conversion_type,
        weights.channel,
        weights.weight / nullif(
            max(weights.weight) over (partition by weights.attribution_model, weights.conversion_type), 0
        ) as weight
    from {{ ref('int_data_driven_weights') }} as weights
    inner join models on weights.attribution_model = models.attribution_model and models.method = 'markov'

),

paths as (

    select
        paths.*,
        touches.channel,
        count(*) over (
            partition by paths.window_number, paths.conversion_number, touches.channel
        ) as touches_of_channel
    from {{ ref('int_attribution_paths') }} as paths
    inner join {{ ref('int_path_touches') }} as touches on paths.touch_key = touches.touch_key
    where paths.window_number in (select models.window_number from models)

),

touch_weights as (

    select
        models.model_number,
        paths.conversion_number,
        paths.touch_key,
        paths.position,
        paths.path_length,
        paths.has_value,
        cast(paths.role_weight as bigint) * cast(case
            when models.method <> 'markov' then greatest(round(720720.0 / paths.touches_of_channel), 1)
            when learned.weight > 0
                then greatest(round({{ weight_precision() }} * learned.weight / paths.touches_of_channel), 1)
            else 0
        end as bigint) as weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and {{ model_is_for('paths.conversion_type') }}
    left join learned
        on
            models.model_number = learned.model_number
            and paths.conversion_type = learned.conversion_type
            and paths.channel = learned.channel

)

select * from touch_weights
