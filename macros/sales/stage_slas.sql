{# The agreements of stage_slas.csv that end with something, each with the day the next version begins. #}
{% macro stage_slas(ends_with) -%}
    select
        *,
        lead(valid_from) over (partition by stage order by valid_from asc) as valid_to
    from {{ ref('stage_slas') }}
    where ends_with = '{{ ends_with }}'
{%- endmacro %}

{# Whether an agreement held on the day of a moment. #}
{% macro sla_holds_at(slas, moment) -%}
    {{ slas }}.valid_from <= cast({{ moment }} as date)
    and ({{ slas }}.valid_to is null or {{ slas }}.valid_to > cast({{ moment }} as date))
{%- endmacro %}

{# Whether a kind of activity counts for an agreement. #}
{% macro activity_counts(slas, activities) -%}
    concat('|', {{ slas }}.activity_kinds, '|') like concat('%|', {{ activities }}.kind, '|%')
{%- endmacro %}

{# When a clock that started has run out, to the microsecond. #}
{% macro hours_after(moment, hours) -%}
    {{ micros_to_timestamp(epoch_micros(moment) ~ ' + ' ~ hours ~ ' * 3600000000') }}
{%- endmacro %}

{# Hours from one moment to another. #}
{% macro hours_between(start_at, end_at) -%}
    cast(({{ epoch_micros(end_at) }} - {{ epoch_micros(start_at) }}) / 3600000000.0 as decimal(18, 4))
{%- endmacro %}
