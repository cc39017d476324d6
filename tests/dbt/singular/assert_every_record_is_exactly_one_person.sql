{# Records in equal records out, and every one of them is a person the marts know. #}
select
    people.source_system,
    people.person_source_id,
    count(dim_people.person_id) as found
from {{ ref('conformed_people') }} as people
left join {{ ref('int_people_resolved') }} as people_resolved
    on
        people.source_system = people_resolved.source_system
        and people.person_source_id = people_resolved.person_source_id
left join {{ ref('dim_people') }} as dim_people
    on people_resolved.person_id = dim_people.person_id
group by people.source_system, people.person_source_id
having count(dim_people.person_id) <> 1
