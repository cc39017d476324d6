select
    person_id,
    cycle,
    stage,
    entered_at,
    exited_at
from {{ ref('fct_funnel_stages') }}
where exited_at < entered_at
