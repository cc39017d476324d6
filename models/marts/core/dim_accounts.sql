{# An account that was merged away counts in the one it was merged into. One that only other records name is here with
   its id alone, so that nothing hangs in the air. #}
with

accounts as (

    select * from {{ ref('conformed_accounts') }}

),

accounts_resolved as (

    select * from {{ ref('int_accounts_resolved') }}

),

surviving as (

    select distinct
        account_id,
        source_system,
        surviving_source_id
    from accounts_resolved

),

final as (

    select
        surviving.account_id,
        parents.account_id as parent_account_id,
        surviving.source_system,
        surviving.surviving_source_id as account_source_id,
        accounts.name,
        accounts.domain,
        accounts.industry,
        accounts.country,
        accounts.employees,
        accounts.annual_revenue,
        coalesce(accounts.is_deleted, false) as is_deleted,
        accounts.created_at
    from surviving
    left join accounts
        on
            surviving.source_system = accounts.source_system
            and surviving.surviving_source_id = accounts.account_source_id
    left join accounts_resolved as parents
        on
            accounts.source_system = parents.source_system
            and accounts.parent_source_id = parents.account_source_id

)

select * from final
