-- What became of those who entered a stage in the weeks of the period, as shares of them: a row a stage and outcome.
with

funnel_conversion as (

    select * from marts.fct_funnel_conversion
    where
        cohort_grain = 'week'
        and segment_type = $segment_type
        and segment = coalesce(nullif($segment, ''), 'all')
        and cohort_start_date between date_trunc('week', $first_day) and $last_day

),

entries as (

    select
        from_position,
        from_stage,
        sum(entered)::bigint as entered,
        sum(advanced)::bigint as went_on,
        sum(still_open)::bigint as still_in_it,
        sum(recycled)::bigint as recycled,
        sum(lost)::bigint as lost
    from funnel_conversion
    group by all

),

outcomes as (

    unpivot entries
    on went_on, still_in_it, recycled, lost
    into name outcome value people

),

final as (

    select
        from_position,
        from_stage,
        entered,
        outcome,
        people,
        100 * people / entered as percent
    from outcomes

)

select * from final
order by from_position asc, outcome asc
