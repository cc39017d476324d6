{# The joins that read what visits and records say of where they came from, by the same rules for all of them. `told`
   has a traffic_key and a click_id, `at` is its instant: channel rules and aliases are those of that day. Every
   combination stands in the first two tables; the joins are left ones so that engines know that no row is lost and
   hash the small side. #}
{% macro read_traffic(told, at, recorded=none) -%}
    left join {{ ref('int_traffic_sources') }} as traffic_sources
        on {{ told }}.traffic_key = traffic_sources.traffic_key
    left join {{ ref('int_traffic_channels') }} as traffic_channels
        on
            {{ told }}.traffic_key = traffic_channels.traffic_key
            and {{ at }} >= traffic_channels.valid_from
            and (traffic_channels.valid_to is null or {{ at }} < traffic_channels.valid_to)
    left join {{ ref('int_clicked_campaigns') }} as clicked_campaigns
        on {{ told }}.click_id = clicked_campaigns.click_id
    left join {{ ref('int_named_campaigns') }} as named_campaigns
        on {{ told }}.traffic_key = named_campaigns.traffic_key
    left join {{ ref('int_aliased_campaigns') }} as aliased_campaigns
        on
            {{ told }}.traffic_key = aliased_campaigns.traffic_key
            and {{ at }} >= aliased_campaigns.valid_from
            and (aliased_campaigns.valid_to is null or {{ at }} < aliased_campaigns.valid_to)
    left join {{ ref('int_campaigns') }} as campaigns
        on {{ matched_campaign_id(recorded) }} = campaigns.campaign_id
{%- endmacro %}
