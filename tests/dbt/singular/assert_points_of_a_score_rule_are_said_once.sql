{# Conditions of one version of a rule say one thing; only good behaviour fades, and not faster than in a day; a rule
   can give all its points. #}
select
    rule_id,
    version
from {{ ref('lead_score_rules') }}
group by rule_id, version
having
    count(distinct concat_ws('|', rule_group, entity, points, coalesce(half_life_days, 0), cap, valid_from)) > 1
    or min(points) is null
    or min(cap) is null
    or max(abs(points)) > min(cap)
    or min(half_life_days) < 1
    or (max(half_life_days) is not null and (min(points) < 0 or max(rule_group) = 'fit'))
    or max(case when entity = 'inactivity' then half_life_days end) is not null
    or count(distinct rule_group) <> 1
    or max(case
        when rule_group = 'fit' and entity not in ('people', 'accounts') then 1
        when
            rule_group = 'behaviour'
            and entity not in ('web_events', 'sessions', 'calls', 'campaign_responses', 'inactivity')
            then 1
        else 0
    end) = 1
