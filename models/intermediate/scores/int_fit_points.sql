{{ config(materialized='view') }}

{# Points for who somebody is: once per person and rule, by the earliest record or account that meets it. What a record
   says counts since the record was made, and an account since the person belongs to it, for a lead since its
   conversion: systems keep no history of these. Every version of a rule gives points for its own days. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

resolved as (

    select * from {{ ref('int_people_resolved') }}
    where not is_deleted

),

conformed_people as (

    select * from {{ ref('conformed_people') }}

),

conformed_accounts as (

    select * from {{ ref('conformed_accounts') }}

),

accounts_resolved as (

    select * from {{ ref('int_accounts_resolved') }}

),

records as (

    select
        people.person_id,
        resolved.account_id,
        conformed_people.source_system,
        conformed_people.person_source_id,
        conformed_people.kind,
        conformed_people.email_domain,
        conformed_people.country,
        conformed_people.title,
        conformed_people.lead_source,
        conformed_people.score,
        case conformed_people.consent_email when true then 'true' when false then 'false' end as consent_email,
        coalesce(conformed_people.created_at, people.known_since) as since,
        case when conformed_people.account_source_id is null then conformed_people.converted_at end as joined_at
    from conformed_people
    inner join resolved
        on
            conformed_people.source_system = resolved.source_system
            and conformed_people.person_source_id = resolved.person_source_id
    inner join people
        on resolved.person_id = people.person_id

),

accounts as (

    select distinct
        accounts_resolved.account_id,
        conformed_accounts.industry,
        conformed_accounts.country,
        conformed_accounts.employees,
        conformed_accounts.annual_revenue,
        conformed_accounts.created_at
    from accounts_resolved
    inner join conformed_accounts
        on
            accounts_resolved.source_system = conformed_accounts.source_system
            and accounts_resolved.surviving_source_id = conformed_accounts.account_source_id

),

record_matches as (

    {{ matching_score_rules(
        'records', ['person_id', 'source_system', 'person_source_id', 'since'], 'people',
        ['source_system', 'kind', 'email_domain', 'country', 'title', 'lead_source', 'consent_email'], ['score']
    ) }}

),

account_matches as (

    {{ matching_score_rules(
        'accounts', ['account_id', 'created_at'], 'accounts',
        ['industry', 'country'], ['employees', 'annual_revenue']
    ) }}

),

met as (

    select
        person_id,
        rule_id,
        rule_version,
        rule_group,
        points,
        half_life_days,
        cap,
        valid_from,
        valid_to,
        'people' as entity,
        concat(source_system, ':', person_source_id) as evidence_id,
        since
    from record_matches

    union all

    select
        records.person_id,
        account_matches.rule_id,
        account_matches.rule_version,
        account_matches.rule_group,
        account_matches.points,
        account_matches.half_life_days,
        account_matches.cap,
        account_matches.valid_from,
        account_matches.valid_to,
        'accounts' as entity,
        account_matches.account_id as evidence_id,
        greatest(
            records.since,
            coalesce(records.joined_at, records.since),
            coalesce(account_matches.created_at, records.since)
        ) as since
    from account_matches
    inner join records
        on account_matches.account_id = records.account_id

),

given as (

    select
        person_id,
        rule_id,
        rule_version,
        rule_group,
        entity,
        evidence_id,
        cast(null as string) as evidence,
        points,
        half_life_days,
        cap,
        greatest(since, valid_from) as given_at,
        valid_to as ended_at
    from met
    where valid_to is null or since < valid_to
    qualify row_number() over (
        partition by person_id, rule_id, rule_version
        order by since asc, evidence_id asc
    ) = 1

)

select * from given
