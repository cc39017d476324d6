{# A target that names a metric, channel or period there is not would be paced against nothing: the sentence says which. #}
select {{ stopped_with(
    "'the target for ' || metric || ' from ' || cast(period_start as varchar) || ': ' || problem"
) }} as problem
from {{ ref('fct_kpi_pacing') }}
where problem is not null
