-- Who saw a variant and whether they count; whoever does not is counted here with the reason.
with

exposures as (

    select * from marts.fct_experiment_exposures

),

final as (

    select
        experiment_id,
        variant_id,
        status,
        count(*) as people,
        min(first_exposed_at)::date as first_exposed,
        max(first_exposed_at)::date as last_exposed
    from exposures
    group by experiment_id, variant_id, status

)

select * from final
order by experiment_id asc, status = 'counted' desc, people desc, variant_id asc, status asc
