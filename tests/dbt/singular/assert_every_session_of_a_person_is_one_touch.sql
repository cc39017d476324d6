{# A session touches once, that of a bot never. #}
select
    sessions.session_id,
    sessions.is_bot,
    count(touchpoints.touchpoint_id) as touches
from {{ ref('fct_sessions') }} as sessions
left join {{ ref('fct_touchpoints') }} as touchpoints
    on sessions.session_id = touchpoints.session_id
group by sessions.session_id, sessions.is_bot
having count(touchpoints.touchpoint_id) <> case when sessions.is_bot then 0 else 1 end
