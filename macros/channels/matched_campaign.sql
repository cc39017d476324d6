{# The campaign of a visit or a record, and what told it: the click says more than an id in a tag, an id more than a
   name, a name more than what somebody said a tag means. `recorded` is the campaign that the record itself names. Read
   beside the joins of read_traffic(). #}
{% macro matched_campaign(recorded=none) -%}
    {{ matched_campaign_id(recorded) }} as campaign_id,
        case
            when clicked_campaigns.campaign_id is not null then 'click_id'
            when named_campaigns.campaign_id is not null then named_campaigns.matched_by
            when aliased_campaigns.campaign_id is not null then 'alias'
            {%- if recorded %}
            when {{ recorded }} is not null then 'record'
            {%- endif %}
        end as campaign_matched_by
{%- endmacro %}

{% macro matched_campaign_id(recorded=none) -%}
    coalesce(
            clicked_campaigns.campaign_id, named_campaigns.campaign_id, aliased_campaigns.campaign_id
            {{- ', ' ~ recorded if recorded }}
        )
{%- endmacro %}
