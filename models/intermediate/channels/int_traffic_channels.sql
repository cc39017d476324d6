{# The channel of each combination in each era of the rules. The rules are written into the statement, the first that
   holds decides: a million combinations take a second, where a join with the rules took minutes. #}
{%- set eras = channel_eras() %}
with

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}

),

channels as (

    {% for era in eras -%}
    select
        traffic_key,
        cast('{{ era.valid_from }}' as timestamp) as valid_from,
        cast({{ "'" ~ era.valid_to ~ "'" if era.valid_to else 'null' }} as timestamp) as valid_to,
        case
            {%- for rule in era.rules %}
            when {{ meets_channel_rule(rule) }} then {{ sql_text(rule['channel']) }}
            {%- endfor %}
            {%- if not era.rules %}
            when false then ''
            {%- endif %}
            else 'Unassigned'
        end as channel
    from traffic_sources
    {%- if not loop.last %}

    union all

    {% endif -%}
    {% endfor %}

)

select * from channels
