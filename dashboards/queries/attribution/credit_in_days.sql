-- Credit of these days under the chosen model, for whom the segment holds: the country of whoever was touched, the
-- industry of the account. The total is the last row.
with

fct_attribution as (

    select
        *,
        case when $basis = 'touch' then coalesce(touched_at, converted_at) else converted_at end::date as date_day
    from marts.fct_attribution
    where
        attribution_model = $model
        and conversion_type = $conversion_type

),

credits as (

    select fct_attribution.*
    from fct_attribution
    left join marts.dim_people on fct_attribution.person_id = dim_people.person_id
    left join marts.dim_accounts on fct_attribution.account_id = dim_accounts.account_id
    where
        fct_attribution.date_day between $first_day and $last_day
        and (
            $segment_type not in ('channel', 'country', 'industry')
            or ($segment_type = 'channel' and fct_attribution.channel = $segment)
            or ($segment_type = 'country' and coalesce(dim_people.country, '(none)') = $segment)
            or ($segment_type = 'industry' and coalesce(dim_accounts.industry, '(none)') = $segment)
        )

),

sums as (

    select
        grouping(channel) = 1 as is_total,
        coalesce(channel, 'Total') as channel,
        sum(credit) as credit,
        count(distinct conversion_id) as conversions,
        count(touchpoint_id) as touches,
        sum(attributed_value_reporting) as attributed_value
    from credits
    group by rollup(channel)
    having count(*) > 0

)

select
    is_total,
    channel,
    credit,
    conversions,
    touches,
    attributed_value,
    credit / max(credit) over () * 100 as credit_share_percent
from sums
order by is_total asc, credit desc, channel asc
