-- How long it took from the first touch to the conversion; whoever converted without a touch is not counted here.
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

),

measured as (

    select
        days_to_convert,
        median(days_to_convert) over () as median_days,
        case
            when days_to_convert < 1 then 1
            when days_to_convert < 7 then 2
            when days_to_convert < 14 then 3
            when days_to_convert < 30 then 4
            when days_to_convert < 60 then 5
            when days_to_convert < 90 then 6
            else 7
        end as bin
    from fct_paths
    where days_to_convert is not null

)

select
    bin,
    case bin
        when 1 then 'within a day'
        when 2 then '1 to 7 days'
        when 3 then '7 to 14 days'
        when 4 then '14 to 30 days'
        when 5 then '30 to 60 days'
        when 6 then '60 to 90 days'
        else '90 days and more'
    end as days_to_convert,
    count(*) as conversions,
    count(*) / sum(count(*)) over () * 100 as conversions_percent,
    max(median_days) as median_days
from measured
group by bin
order by bin asc
