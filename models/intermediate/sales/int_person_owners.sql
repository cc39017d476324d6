{# Who owns a person today: the owner of the newest record that has one. #}
with

people as (

    select * from {{ ref('conformed_people') }}
    where owner_id is not null and not coalesce(is_deleted, false)

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

sellers as (

    select * from {{ ref('conformed_sellers') }}

),

owners as (

    select
        resolved.person_id,
        people.source_system,
        people.owner_id,
        sellers.role as owner_role,
        sellers.team as owner_team,
        sellers.is_active as is_owner_active
    from people
    inner join resolved
        on
            people.source_system = resolved.source_system
            and people.person_source_id = resolved.person_source_id
    left join sellers
        on
            people.source_system = sellers.source_system
            and people.owner_id = sellers.owner_id
    qualify row_number() over (
        partition by resolved.person_id
        order by people.created_at desc nulls last, people.source_system asc, people.person_source_id asc
    ) = 1

)

select * from owners
