{# Rows that systems landed equal rows in fct_data_quality, verdict by verdict: nothing disappears on the way. #}
with

landed as (

    select
        source_system,
        count(*) as landed_rows
    from {{ ref('conformed_web_events') }}
    group by source_system

),

ledger as (

    select
        source_system,
        sum(numerator) as told_rows,
        max(denominator) as told_landed
    from {{ ref('fct_data_quality') }}
    where metric = 'events_by_verdict'
    group by source_system

)

select
    coalesce(landed.source_system, ledger.source_system) as source_system,
    landed.landed_rows,
    ledger.told_rows
from landed
full outer join ledger
    on landed.source_system = ledger.source_system
where
    coalesce(landed.landed_rows, 0) <> coalesce(ledger.told_rows, 0)
    or coalesce(landed.landed_rows, 0) <> coalesce(ledger.told_landed, 0)
