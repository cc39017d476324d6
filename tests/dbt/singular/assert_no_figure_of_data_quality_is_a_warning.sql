{{ config(severity='warn') }}

{# A figure beyond the warning value of its row in data_quality_thresholds.csv: shown, and published all the same. #}
select
    metric,
    source_system,
    resource,
    reason,
    value,
    warn_value,
    owner,
    what_to_do
from {{ ref('fct_data_quality') }}
where verdict = 'warn'
