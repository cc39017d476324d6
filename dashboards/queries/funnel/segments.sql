-- The same rates for each value of a cut, the fifteen with most entries. As long as no cut is chosen: by channel of the
-- first touch.
with

funnel_conversion as (

    select * from marts.fct_funnel_conversion
    where
        cohort_grain = 'week'
        and segment_type = case when $segment_type = 'all' then 'channel' else $segment_type end
        and cohort_start_date between date_trunc('week', $first_day) and $last_day

),

steps as (

    select
        segment_type,
        segment,
        from_position,
        from_stage,
        to_stage,
        sum(entered)::bigint as entered,
        sum(advanced)::bigint as advanced
    from funnel_conversion
    group by all

),

largest as (

    select
        segment,
        sum(entered)::bigint as entered_any
    from steps
    group by segment
    order by entered_any desc, segment asc
    limit 15

),

final as (

    select
        steps.segment_type,
        steps.segment,
        largest.entered_any,
        steps.from_position,
        steps.from_stage,
        steps.to_stage,
        steps.entered,
        steps.advanced,
        100 * steps.advanced / steps.entered as went_on_percent
    from steps
    inner join largest on steps.segment = largest.segment

)

select * from final
order by entered_any desc, segment asc, from_position asc
