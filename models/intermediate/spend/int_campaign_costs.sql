{# What campaigns of no ad platform cost (trade shows, syndication, mailings), on the days that
   seeds/programme_cost_rules.csv spreads it over. What is not booked keeps its row and says why: the money is in the ad
   accounts, there are no dates, or the day is yet to come. #}
with

campaigns as (

    select * from {{ ref('int_campaigns') }}
    where coalesce(actual_cost, budgeted_cost) is not null

),

rules as (

    select * from {{ ref('programme_cost_rules') }}

),

ruled as (

    select
        campaigns.*,
        coalesce(own_rules.spread, other_rules.spread) as spread,
        case
            when campaigns.platform is not null then 'ad_spend'
            else coalesce(own_rules.cost, other_rules.cost)
        end as cost_rule
    from campaigns
    left join rules as own_rules
        on lower(trim(campaigns.type)) = lower(trim(own_rules.campaign_type))
    left join rules as other_rules
        on other_rules.campaign_type is null

),

chosen as (

    select
        *,
        case cost_rule
            when 'actual' then actual_cost
            when 'budgeted' then budgeted_cost
            else coalesce(actual_cost, budgeted_cost)
        end as cost,
        case spread
            when 'end' then coalesce(ends_on, starts_on)
            else coalesce(starts_on, ends_on)
        end as first_day,
        case spread
            when 'start' then coalesce(starts_on, ends_on)
            else coalesce(ends_on, starts_on)
        end as last_day
    from ruled

),

judged as (

    select
        *,
        {{ dbt.datediff('first_day', 'last_day', 'day') }}
        + 1 as span_days,
        case
            when cost_rule = 'ad_spend' then 'counted_as_ad_spend'
            when cost_rule is null then 'no_rule_for_its_type'
            when cost is null then 'no_' || cost_rule || '_cost'
            when first_day is null then 'no_dates'
            when last_day < first_day then 'ends_before_it_starts'
        end as reason
    from chosen

),

counted as (

    select
        *,
        abs({{ cents('cost') }}) as cost_cents,
        sign(cost) as cost_sign,
        case when reason is null then span_days else 1 end as day_count
    from judged

),

numbered as (

    select
        *,
        {{ numbers_below('day_count') }} as day_number
    from counted

),

days as (

    select
        *,
        case when reason is null then cast(first_day + day_number * interval '1' day as date) end as date_day,
        {{ spread_up_to('cost_cents', 'day_number + 1', 'day_count') }} as cents_until,
        {{ spread_up_to('cost_cents', 'day_number', 'day_count') }} as cents_before
    from numbered

),

costs as (

    select
        source_system,
        campaign_id,
        channel,
        currency_code,
        {{ from_units('cost_sign * (cents_until - cents_before)') }} as cost,
        case
            when reason is not null then reason
            when date_day > cast({{ as_of() }} as date) then 'yet_to_come'
        end as reason,
        date_day
    from days

)

select * from costs
