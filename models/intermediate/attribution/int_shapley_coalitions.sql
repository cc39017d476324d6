{# Which sets of channels converting paths are made of, how often each converted, and who is in it. A set is a whole
   number with a bit for each of its channels, in the order of their names; up to 62 channels, more are an error. #}
with

path_steps as (

    select * from {{ ref('int_path_steps') }}
    where
        is_converting
        and path_window in (
            select models.path_window from {{ ref('int_attribution_models') }} as models
            where models.method = 'shapley'
        )

),

channels as (

    select
        channel,
        cast(power(2, row_number() over (order by channel) - 1) as bigint) as channel_bit
    from path_steps
    group by channel

),

paths as (

    select
        path_steps.path_window,
        path_steps.conversion_type,
        path_steps.path_id,
        bit_or(channels.channel_bit) as channel_bits
    from path_steps
    inner join channels on path_steps.channel = channels.channel
    group by path_steps.path_window, path_steps.conversion_type, path_steps.path_id

),

coalitions as (

    select
        path_window,
        conversion_type,
        {{ path_group('path_id') }} as path_group,
        channel_bits,
        count(*) as conversions
    from paths
    group by all

),

members as (

    select
        coalitions.path_window,
        coalitions.conversion_type,
        coalitions.path_group,
        coalitions.channel_bits,
        channels.channel,
        bit_count(coalitions.channel_bits) as channels,
        coalitions.conversions
    from coalitions
    inner join channels on (coalitions.channel_bits & channels.channel_bit) > 0

)

select * from members
