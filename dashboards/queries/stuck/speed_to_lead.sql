-- How sales answered what marketing handed over, by the week of the hand-off.
with

handoffs as (

    select * from marts.fct_lead_handoffs
    where
        handed_over_at >= $first_day
        and handed_over_at < $last_day + interval 1 day

),

final as (

    select
        date_trunc('week', handed_over_at)::date as week_start_date,
        response,
        count(*) as leads,
        sum(count(*)) over (partition by week_start_date)::bigint as handed_over,
        100 * count(*) / handed_over as percent,
        median(hours_to_first_activity)::double as median_hours
    from handoffs
    group by week_start_date, response

)

select * from final
order by week_start_date asc, response asc
