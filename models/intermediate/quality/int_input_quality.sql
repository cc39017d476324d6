{# What did not make it, or not wholly, with its reason: every row of a source ends somewhere, and is counted there. #}
with

quarantine as (

    select * from {{ ref('conformed_quarantine') }}

),

verdicts as (

    select * from {{ ref('int_event_verdicts') }}

),

statuses as (

    select * from {{ ref('int_person_statuses') }}

),

deals as (

    select * from {{ ref('int_deals') }}

),

candidates as (

    select * from {{ ref('int_conversion_candidates') }}

),

types as (

    select * from {{ ref('conversion_types') }}

),

conversion_values as (

    select * from {{ ref('int_conversion_values') }}

),

ad_spend as (

    select * from {{ ref('int_ad_spend') }}

),

problems as (

    select
        'quarantined_rows' as metric,
        source_system,
        resource,
        reason,
        count(*) as numerator
    from quarantine
    group by source_system, resource, reason

    union all

    select
        'rejected_events' as metric,
        source_system,
        'web_events' as resource,
        verdict as reason,
        sum(rows) as numerator
    from verdicts
    where verdict not in ('accepted', 'duplicate')
    group by source_system, verdict

    union all

    select
        'unmapped_statuses' as metric,
        source_system,
        'people' as resource,
        status as reason,
        count(*) as numerator
    from statuses
    where not is_mapped
    group by source_system, status

    union all

    select
        'unmapped_statuses' as metric,
        source_system,
        'opportunities' as resource,
        stage as reason,
        count(*) as numerator
    from deals
    where not is_stage_mapped
    group by source_system, stage

    union all

    select
        'undated_conversions' as metric,
        source_system,
        conversion_type as resource,
        'no date' as reason,
        count(*) as numerator
    from candidates
    where converted_at is null
    group by source_system, conversion_type

    union all

    select
        'conversions_without_person' as metric,
        candidates.source_system,
        candidates.conversion_type as resource,
        'no known identifier' as reason,
        count(*) as numerator
    from candidates
    inner join types on candidates.conversion_type = types.conversion_type
    where types.counted = 'person' and candidates.person_id is null
    group by candidates.source_system, candidates.conversion_type

    union all

    select
        'unconverted_amounts' as metric,
        null as source_system,
        'conversions' as resource,
        coalesce(currency_code, 'no currency') as reason,
        count(*) as numerator
    from conversion_values
    where value is not null and value_reporting is null
    group by currency_code

    union all

    select
        'unconverted_amounts' as metric,
        source_system,
        'ad_spend' as resource,
        coalesce(currency_code, 'no currency') as reason,
        count(*) as numerator
    from ad_spend
    where spend_reporting is null
    group by source_system, currency_code

)

select
    *,
    cast(null as bigint) as denominator
from problems
