-- Every figure that a threshold judges: what is wrong first, and who does what about it.
with

data_quality as (

    select * from marts.fct_data_quality
    where verdict is not null

),

final as (

    select
        verdict,
        metric,
        source_system,
        resource,
        reason,
        unit,
        value,
        warn_value,
        error_value,
        owner,
        what_to_do,
        case verdict when 'fail' then 1 when 'warn' then 2 else 3 end as verdict_position
    from data_quality

)

select * from final
order by
    verdict_position asc,
    metric asc,
    source_system asc nulls first,
    resource asc nulls first,
    reason asc nulls first
