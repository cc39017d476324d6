{# A session touches once, that of a bot or of our own people never. #}
select
    sessions.session_id,
    sessions.is_bot,
    sessions.is_internal,
    count(touchpoints.touchpoint_id) as touches
from {{ ref('fct_sessions') }} as sessions
left join {{ ref('fct_touchpoints') }} as touchpoints
    on sessions.session_id = touchpoints.session_id
group by sessions.session_id, sessions.is_bot, sessions.is_internal
having count(touchpoints.touchpoint_id) <> case when sessions.is_bot or sessions.is_internal then 0 else 1 end
