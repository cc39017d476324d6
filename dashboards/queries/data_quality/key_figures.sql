-- The verdicts, counted; figures that no threshold judges have none.
with

data_quality as (

    select * from marts.fct_data_quality

),

final as (

    select
        count(*) filter (where verdict = 'fail') as failing,
        count(*) filter (where verdict = 'warn') as warnings,
        count(*) filter (where verdict = 'ok') as fine,
        count(*) filter (where verdict is null) as not_judged,
        100 * sum(numerator) filter (where metric = 'spend_with_touches')::double
        / nullif(sum(denominator) filter (where metric = 'spend_with_touches'), 0)::double
            as spend_with_touches_percent,
        sum(value) filter (where metric = 'quarantined_rows')::bigint as quarantined_rows,
        max(value) filter (where metric = 'hours_since_landing')::double as hours_since_landing
    from data_quality
    having count(*) > 0

)

select * from final
order by failing asc
