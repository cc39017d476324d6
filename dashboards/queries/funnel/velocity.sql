-- How many days those who went on took for it: half of them no more than the median, nine in ten no more than p90.
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
        advanced,
        median_days,
        p90_days
    from funnel_conversion
    where advanced > 0

)

select * from final
order by from_position asc, cohort_start_date asc
