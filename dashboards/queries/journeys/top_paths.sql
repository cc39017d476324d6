-- The paths that led to most conversions, touches of a channel in a row counted once, and how often they led nowhere.
select
    path_rank,
    array_to_string(channels, ' → ') as path,
    conversions,
    paths_without_conversion,
    conversion_rate * 100 as conversion_rate_percent,
    value_reporting,
    days_to_convert
from marts.fct_top_paths
where
    path_form = 'collapsed'
    and conversion_type = $conversion_type
order by path_rank asc
