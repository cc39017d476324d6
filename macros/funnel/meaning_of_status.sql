{# The joins that look a status up in a seed whose rows are of one system or of all: as `own_meaning`, where the
   record's own system has a row, and as `any_meaning`. #}
{% macro meaning_of_status(records, meanings, status='status') -%}
    left join {{ meanings }} as own_meaning
        on
            {{ records }}.source_system = own_meaning.source_system
            and lower({{ records }}.{{ status }}) = lower(own_meaning.status)
    left join {{ meanings }} as any_meaning
        on
            any_meaning.source_system is null
            and lower({{ records }}.{{ status }}) = lower(any_meaning.status)
{%- endmacro %}

{# What the seed says of it in a column: its own system's row goes before the one of all. #}
{% macro meant(column) -%}
    coalesce(own_meaning.{{ column }}, any_meaning.{{ column }})
{%- endmacro %}

{# A record without a status asks for no meaning. #}
{% macro has_meaning(records, status='status') -%}
    ({{ records }}.{{ status }} is null or own_meaning.status is not null or any_meaning.status is not null)
{%- endmacro %}
