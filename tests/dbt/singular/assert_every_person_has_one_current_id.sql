{# Of all ids a person ever had, one is current, and it is the one that ended never. #}
select
    person_id,
    count(*) filter (where is_current) as current_ids,
    count(*) filter (where is_current and merged_at is not null) as ended_ids
from {{ ref('dim_person_ids') }}
group by person_id
having
    count(*) filter (where is_current) <> 1
    or count(*) filter (where is_current and merged_at is not null) > 0
