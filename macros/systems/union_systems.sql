{# All rows of <entity>_from_<system> for those of `systems` that are on, in the contract's column order;
   the contract as an empty table when none is. #}
{% macro union_systems(entity, systems) %}
    {%- set relations = [] -%}
    {%- for system in systems if system_is_on(system) -%}
        {%- do relations.append(ref(entity ~ '_from_' ~ system)) -%}
    {%- endfor -%}
    {%- if relations -%}
        {%- for relation in relations %}
    select {{ model.columns.keys() | join(', ') if execute else '*' }}
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
        {%- endfor -%}
    {%- elif execute -%}
    {{ get_empty_schema_sql(model.columns) }}
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{% endmacro %}
