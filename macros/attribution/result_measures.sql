{# The results of attributed rows as the columns every performance mart has. A count is a sum of credit, so a conversion
   that five touches share counts once in all. Money is in the reporting currency. #}
{% macro counted_results() -%}
    {{ return({
        'mqis': 'mqi', 'leads': 'lead', 'mqls': 'mql', 'sqls': 'sql', 'opportunities': 'opportunity',
        'deals_won': 'deal_won', 'customers': 'customer', 'orders': 'order',
    }) }}
{%- endmacro %}

{% macro valued_results() -%}
    {{ return({'pipeline_value': 'opportunity', 'deal_revenue': 'deal_won', 'order_revenue': 'order'}) }}
{%- endmacro %}

{% macro result_measures() -%}
    {%- for column, conversion_type in counted_results().items() %}
        sum(case when conversion_type = '{{ conversion_type }}' then credit else 0 end) as {{ column }},
    {%- endfor %}
    {%- for column, conversion_type in valued_results().items() %}
        sum(case when conversion_type = '{{ conversion_type }}' then attributed_value_reporting else 0 end)
            as {{ column }},
    {%- endfor %}
        sum(case when attributed_value is not null and attributed_value_reporting is null then 1 else 0 end)
            as unconverted_amounts
{%- endmacro %}

{% macro summed_performance(relation) -%}
        {%- for column in ['impressions', 'clicks', 'sessions'] %}
        cast(sum({{ relation }}.{{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        {{ summed_results(relation) }}
{%- endmacro %}

{# Both sides of a return: what was spent, and what came of it. #}
{% macro summed_results(relation) -%}
        cast(coalesce(sum({{ relation }}.spend), 0) as decimal(18, 2)) as spend,
        cast(coalesce(sum({{ relation }}.programme_cost), 0) as decimal(18, 2)) as programme_cost,
        {%- for column in counted_results().keys() %}
        cast(sum({{ relation }}.{{ column }}) as decimal(24, 12)) as {{ column }},
        {%- endfor %}
        {%- for column in valued_results().keys() %}
        cast(coalesce(sum({{ relation }}.{{ column }}), 0) as decimal(18, 2)) as {{ column }},
        {%- endfor %}
        cast(coalesce(sum({{ relation }}.deal_revenue), 0) + coalesce(sum({{ relation }}.order_revenue), 0) as decimal(18, 2))
            as revenue,
        cast(sum({{ relation }}.unconverted_amounts) as bigint) as unconverted_amounts
{%- endmacro %}

{# Whole months from one first of a month to another. #}
{% macro months_between(earlier, later) -%}
    (extract(year from {{ later }}) - extract(year from {{ earlier }})) * 12
        + extract(month from {{ later }}) - extract(month from {{ earlier }})
{%- endmacro %}
