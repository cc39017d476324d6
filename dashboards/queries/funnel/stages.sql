-- Who entered a stage in the weeks of the period, and what became of them so far. Every cut counts every entry once.
-- Medians do not add up, so they are taken from the entries themselves, which are known for all people together only.
with

funnel_conversion as (

    select * from marts.fct_funnel_conversion
    where
        cohort_grain = 'week'
        and segment_type = $segment_type
        and segment = coalesce(nullif($segment, ''), 'all')
        and cohort_start_date between date_trunc('week', $first_day) and $last_day

),

funnel_stages as (

    select * from marts.fct_funnel_stages
    where
        outcome = 'advanced'
        and $segment_type = 'all'
        and entered_at >= date_trunc('week', $first_day)
        and entered_at < date_trunc('week', $last_day) + interval 7 days

),

speeds as (

    select
        stage,
        median(days_in_stage) as median_days,
        quantile_cont(days_in_stage, 0.9) as p90_days
    from funnel_stages
    group by stage

),

outcomes as (

    select
        from_position,
        from_stage,
        to_stage,
        sum(entered)::bigint as entered,
        sum(advanced)::bigint as advanced,
        sum(still_open)::bigint as still_open,
        sum(recycled)::bigint as recycled,
        sum(lost)::bigint as lost
    from funnel_conversion
    group by all

),

final as (

    select
        outcomes.from_position,
        outcomes.from_stage,
        outcomes.to_stage,
        outcomes.entered,
        outcomes.advanced,
        100 * outcomes.advanced / outcomes.entered as went_on_percent,
        speeds.median_days,
        speeds.p90_days,
        outcomes.still_open,
        outcomes.recycled,
        outcomes.lost
    from outcomes
    left join speeds on outcomes.from_stage = speeds.stage

)

select * from final
order by from_position asc
