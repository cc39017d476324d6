-- The first three steps of the paths that led to a conversion, touches of a channel in a row counted once. At each step
-- the six channels with most paths are named; what is longer leads through further touches.
with

fct_paths as (

    select
        fct_paths.path_id,
        fct_paths.channels_collapsed,
        coalesce(len(fct_paths.channels_collapsed), 0) as steps
    from marts.fct_paths
    left join marts.dim_people on fct_paths.person_id = dim_people.person_id
    left join marts.dim_accounts on fct_paths.account_id = dim_accounts.account_id
    where
        fct_paths.is_converting
        and fct_paths.conversion_type = $conversion_type
        and fct_paths.converted_at::date between $first_day and $last_day
        and (
            $segment_type not in ('country', 'industry')
            or ($segment_type = 'country' and coalesce(dim_people.country, '(none)') = $segment)
            or ($segment_type = 'industry' and coalesce(dim_accounts.industry, '(none)') = $segment)
        )

),

places as (

    select unnest(range(1, 4)) as step

),

touches as (

    select
        fct_paths.path_id,
        fct_paths.steps,
        places.step,
        fct_paths.channels_collapsed[places.step] as channel
    from fct_paths
    inner join places on fct_paths.steps >= places.step

),

greatest_channels as (

    select
        step,
        channel
    from touches
    group by step, channel
    qualify row_number() over (partition by step order by count(*) desc, channel asc) <= 6

),

named as (

    select
        touches.path_id,
        touches.steps,
        touches.step,
        coalesce(greatest_channels.channel, 'Other channels') as channel
    from touches
    left join greatest_channels
        on
            touches.step = greatest_channels.step
            and touches.channel = greatest_channels.channel

),

links as (

    select
        here.step,
        here.channel as from_channel,
        case
            when next_one.channel is not null then next_one.channel
            when here.steps > here.step then '(further touches)'
            else '(conversion)'
        end as to_channel
    from named as here
    left join named as next_one
        on
            here.path_id = next_one.path_id
            and here.step + 1 = next_one.step
    union all
    select
        3 as step,
        '(further touches)' as from_channel,
        '(conversion)' as to_channel
    from fct_paths
    where steps > 3
    union all
    select
        1 as step,
        '(unattributed)' as from_channel,
        '(conversion)' as to_channel
    from fct_paths
    where steps = 0

)

select
    step,
    from_channel,
    to_channel,
    count(*) as paths
from links
group by step, from_channel, to_channel
order by step asc, paths desc, from_channel asc, to_channel asc
