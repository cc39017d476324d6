-- How many touches conversions took; from twelve on they are counted together.
with

fct_paths as (

    select
        fct_paths.path_length,
        fct_paths.days_to_convert
    from marts.fct_paths
    left join marts.dim_people on fct_paths.person_id = dim_people.person_id
    left join marts.dim_accounts on fct_paths.account_id = dim_accounts.account_id
    where
        fct_paths.is_converting
        and fct_paths.conversion_type = $conversion_type
        and fct_paths.converted_at::date between $first_day and $last_day
        and (
            $segment_type not in ('country', 'industry')
            or ($segment_type = 'country' and coalesce(dim_people.country, '(none)') = $segment)
            or ($segment_type = 'industry' and coalesce(dim_accounts.industry, '(none)') = $segment)
        )

)

select
    least(path_length, 12) as touches,
    count(*) as conversions,
    count(*) / sum(count(*)) over () * 100 as conversions_percent
from fct_paths
group by least(path_length, 12)
order by touches asc
