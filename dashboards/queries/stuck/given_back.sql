-- Why sales gave leads back, at once or after accepting them.
with

handoffs as (

    select * from marts.fct_lead_handoffs
    where
        handed_over_at >= $first_day
        and handed_over_at < $last_day + interval 1 day
        and (rejected_at is not null or rejection_reason is not null or verdict in ('rejected', 'recycled'))

),

final as (

    select
        coalesce(rejection_reason, '(no reason given)') as reason,
        case when verdict = 'accepted' then 'after accepting' else verdict end as given_back,
        count(*) as leads,
        sum(count(*)) over (partition by reason)::bigint as leads_of_reason
    from handoffs
    group by reason, case when verdict = 'accepted' then 'after accepting' else verdict end

)

select * from final
order by leads_of_reason desc, reason asc, given_back asc
