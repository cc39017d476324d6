{# Every conversion once: the earliest of what its type counts once. What is counted once per person is counted anew in
   each of their cycles; a deal, an order and an account's first sale are not. Ties go to the smaller rule, system and
   record. A refund is of the cycle its order was placed in. #}
with

candidates as (

    select * from {{ ref('int_conversion_candidates') }}
    where converted_at is not null

),

types as (

    select * from {{ ref('conversion_types') }}

),

rules as (

    select * from {{ ref('int_conversion_rules') }}
    where entity = 'conversions' and field = 'conversion_type'

),

response_rules as (

    select distinct
        rule_id,
        rule_version
    from {{ ref('int_conversion_rules') }}
    where entity = 'campaign_responses'

),

{# Few people have a second cycle; who has none is in the first. #}
later_cycles as (

    select * from {{ ref('int_funnel_cycles') }}
    where subject_type = 'person' and cycle > 1

),

{# One conversion makes another, as an account's first won deal makes a customer. #}
derived as (

    select
        rules.conversion_type,
        rules.rule_id,
        rules.rule_version,
        candidates.source_system,
        candidates.record_source_id,
        candidates.event_name,
        candidates.session_id,
        candidates.person_id,
        candidates.account_id,
        candidates.opportunity_id,
        candidates.order_id,
        candidates.value,
        candidates.currency_code,
        candidates.converted_at,
        candidates.placed_at
    from candidates
    inner join rules on {{ rule_condition_holds('candidates.conversion_type') }}
    where {{ rule_is_valid_at('candidates.converted_at') }}

),

all_candidates as (

    select * from candidates
    union all
    select * from derived

),

counted as (

    select
        all_candidates.*,
        types.carries_value,
        response_rules.rule_id is not null as is_response,
        coalesce(later_cycles.cycle, 1) as cycle,
        later_cycles.opens_at as cycle_opens_at,
        case
            when types.counted in ('person', 'person_and_event') then coalesce(later_cycles.cycle, 1) else 1
        end as counted_cycle,
        case types.counted
            when 'person' then all_candidates.person_id
            when 'person_and_event'
                then coalesce(
                    all_candidates.person_id || '|' || all_candidates.event_name, all_candidates.record_source_id
                )
            when 'deal' then all_candidates.opportunity_id
            when 'account'
                then coalesce(all_candidates.account_id, all_candidates.person_id, all_candidates.opportunity_id)
            when 'order' then all_candidates.record_source_id
        end as counted_as
    from all_candidates
    inner join types on all_candidates.conversion_type = types.conversion_type
    left join response_rules
        on
            all_candidates.rule_id = response_rules.rule_id
            and all_candidates.rule_version = response_rules.rule_version
    left join later_cycles
        on
            all_candidates.person_id = later_cycles.subject_id
            and coalesce(all_candidates.placed_at, all_candidates.converted_at) >= later_cycles.opens_at
            and (
                later_cycles.closes_at is null
                or coalesce(all_candidates.placed_at, all_candidates.converted_at) < later_cycles.closes_at
            )

),

conversions as (

    select
        md5(conversion_type || '|' || counted_as || '|' || cast(counted_cycle as string)) as conversion_id,
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        case when is_response then record_source_id end as response_source_id,
        session_id,
        person_id,
        account_id,
        opportunity_id,
        order_id,
        cycle,
        cycle_opens_at,
        case when carries_value then value end as value,
        case when carries_value then currency_code end as currency_code,
        converted_at,
        placed_at
    from counted
    where counted_as is not null
    qualify row_number() over (
        partition by conversion_type, counted_as, counted_cycle
        order by converted_at asc, rule_id asc, source_system asc, record_source_id asc
    ) = 1

)

select * from conversions
