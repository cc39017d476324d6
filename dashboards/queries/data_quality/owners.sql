-- Who has something to do.
with

data_quality as (

    select * from marts.fct_data_quality
    where verdict is not null

),

final as (

    select
        owner,
        verdict,
        count(*) as figures,
        sum(count(*)) filter (where verdict <> 'ok') over (partition by owner)::bigint as to_do
    from data_quality
    group by owner, verdict

)

select * from final
order by to_do desc nulls last, owner asc, verdict asc
