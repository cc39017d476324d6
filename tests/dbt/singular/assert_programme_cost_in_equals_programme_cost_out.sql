{# Whatever a campaign cost, actually or by budget, is in the audit to the cent of its own currency; what is booked of
   it is in the mart, and in the performance marts per model and basis. #}
with

campaigns as (

    select
        md5(concat(source_system, '|', campaign_source_id)) as campaign_id,
        actual_cost,
        budgeted_cost
    from {{ ref('conformed_campaigns') }}
    where coalesce(actual_cost, budgeted_cost) is not null

),

audited as (

    select
        campaign_id,
        sum(cost) as cost,
        max(case when cost is null then 1 else 0 end) = 1 as is_partly_unknown
    from {{ ref('fct_spend_matches') }}
    where subject = 'programme_cost'
    group by campaign_id

),

booked as (

    select
        coalesce(sum(cost), 0) as cost,
        coalesce(sum(cost_reporting), 0) as cost_reporting
    from {{ ref('fct_programme_costs') }}

),

audited_total as (

    select
        coalesce(sum(case when cost_reporting is not null then cost end), 0) as cost,
        coalesce(sum(cost_reporting), 0) as cost_reporting
    from {{ ref('fct_spend_matches') }}
    where subject = 'programme_cost'

),

{% for mart in ['fct_channel_performance', 'fct_campaign_performance', 'fct_cohort_roi', 'fct_unit_economics'] -%}
{{ mart }}_cost as (

    select
        attribution_model,
        basis,
        sum(programme_cost) as cost
    from {{ ref(mart) }}
    group by attribution_model, basis

),

{% endfor -%}
differences as (

    select
        'fct_spend_matches' as mart,
        campaigns.campaign_id as place,
        coalesce(campaigns.actual_cost, campaigns.budgeted_cost) as cost_in,
        audited.cost as cost_out
    from campaigns
    left join audited on campaigns.campaign_id = audited.campaign_id
    where
        audited.campaign_id is null
        or (
            not audited.is_partly_unknown
            and audited.cost is distinct from campaigns.actual_cost
            and audited.cost is distinct from campaigns.budgeted_cost
        )

    union all

    select
        'fct_programme_costs' as mart,
        'all' as place,
        booked.cost_reporting as cost_in,
        audited_total.cost_reporting as cost_out
    from booked
    cross join audited_total
    where booked.cost_reporting <> audited_total.cost_reporting or booked.cost <> audited_total.cost
    {% for mart in ['fct_channel_performance', 'fct_campaign_performance', 'fct_cohort_roi', 'fct_unit_economics'] %}
    union all

    select
        '{{ mart }}' as mart,
        performance.attribution_model || ', ' || performance.basis as place,
        booked.cost_reporting as cost_in,
        performance.cost as cost_out
    from {{ mart }}_cost as performance
    cross join booked
    where performance.cost <> booked.cost_reporting
    {% endfor %}
)

select * from differences
