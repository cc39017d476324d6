-- Of those who entered a stage in a week (a month, where the period is longer than a year), how many went on.
with

funnel_conversion as (

    select * from marts.fct_funnel_conversion
    where
        cohort_grain = case when $last_day - $first_day > 400 then 'month' else 'week' end
        and segment_type = $segment_type
        and segment = coalesce(nullif($segment, ''), 'all')
        and cohort_start_date between date_trunc(cohort_grain, $first_day) and $last_day

),

final as (

    select
        from_position,
        from_stage,
        to_stage,
        cohort_grain,
        cohort_start_date,
        entered,
        advanced,
        100 * advanced / entered as went_on_percent,
        still_open
    from funnel_conversion

)

select * from final
order by from_position asc, cohort_start_date asc
