{# A figure beyond the error value of its row in data_quality_thresholds.csv: nothing is published. #}
select
    metric,
    source_system,
    resource,
    reason,
    value,
    error_value,
    owner,
    what_to_do
from {{ ref('fct_data_quality') }}
where verdict = 'fail'
