{# A target that names a metric, channel or period there is not would be paced against nothing. #}
select
    kpi_target_id,
    problem
from {{ ref('fct_kpi_pacing') }}
where
    case when problem is not null then {{ stopped_with(
        "'the target for ' || metric || ' from ' || cast(period_start as varchar) || ': ' || problem"
    ) }} end is not null
