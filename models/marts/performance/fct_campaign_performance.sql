{# Cost and results meet by union: cost without results and results without cost both keep their rows. #}
with

attribution as (

    select * from {{ ref('fct_attribution') }}
    where is_additive

),

costs as (

    select * from {{ ref('int_marketing_costs') }}

),

web_sessions as (

    select * from {{ ref('fct_sessions') }}
    where not is_bot and not is_internal

),

bases as (

    select 'touch' as basis
    union all
    select 'conversion' as basis

),

{# What has no touch has no date of touch: it is booked on its conversion on both bases. #}
booked as (

    select
        case bases.basis
            when 'touch' then cast(coalesce(attribution.touched_at, attribution.converted_at) as date)
            else cast(attribution.converted_at as date)
        end as date_day,
        attribution.channel,
        coalesce(attribution.campaign_id, '(none)') as campaign_id,
        attribution.attribution_model,
        bases.basis,
        attribution.conversion_type,
        attribution.credit,
        attribution.attributed_value,
        attribution.attributed_value_reporting
    from attribution
    cross join bases

),

results as (

    select
        date_day,
        channel,
        campaign_id,
        attribution_model,
        basis,
        0 as spend,
        0 as programme_cost,
        0 as impressions,
        0 as clicks,
        0 as sessions,
        {{ result_measures() }}
    from booked
    group by date_day, channel, campaign_id, attribution_model, basis

),

inputs as (

    select
        date_day,
        channel,
        coalesce(campaign_id, '(none)') as campaign_id,
        spend,
        programme_cost,
        impressions,
        clicks,
        0 as sessions,
        unconverted_amounts
    from costs

    union all

    select
        cast(session_start_at as date) as date_day,
        channel,
        coalesce(campaign_id, '(none)') as campaign_id,
        0 as spend,
        0 as programme_cost,
        0 as impressions,
        0 as clicks,
        1 as sessions,
        0 as unconverted_amounts
    from web_sessions

),

daily_inputs as (

    select
        date_day,
        channel,
        campaign_id,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(sessions) as sessions,
        sum(unconverted_amounts) as unconverted_amounts
    from inputs
    group by date_day, channel, campaign_id

),

{# Cost and sessions belong to no model: each model and basis has them all once. #}
both_sides as (

    select * from results

    union all

    select
        daily_inputs.date_day,
        daily_inputs.channel,
        daily_inputs.campaign_id,
        models.attribution_model,
        bases.basis,
        daily_inputs.spend,
        daily_inputs.programme_cost,
        daily_inputs.impressions,
        daily_inputs.clicks,
        daily_inputs.sessions,
        {%- for column in counted_results().keys() | list + valued_results().keys() | list %}
        0 as {{ column }},
        {%- endfor %}
        daily_inputs.unconverted_amounts
    from daily_inputs
    cross join bases
    inner join {{ ref('int_attribution_models') }} as models on models.is_additive

),

final as (

    select
        both_sides.channel,
        both_sides.campaign_id,
        any_value(campaigns.name) as campaign,
        both_sides.attribution_model,
        both_sides.basis,
        {{ summed_performance('both_sides') }},
        both_sides.date_day
    from both_sides
    left join {{ ref('dim_campaigns') }} as campaigns on both_sides.campaign_id = campaigns.campaign_id
    group by all

)

select * from final
