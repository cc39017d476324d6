{# All rows of <entity>_from_<system> for those of `systems` that are on, in the contract's column order;
   the contract as an empty table when none is. #}
{% macro union_systems(entity, systems) %}
    {%- set columns = {} -%}
    {%- if execute and graph.nodes is defined -%}
        {%- do columns.update(graph.nodes['model.closed_loop.conformed_' ~ entity].columns) -%}
    {%- endif -%}
    {%- set relations = [] -%}
    {%- for system in systems if system_is_on(system) -%}
        {%- do relations.append(ref(entity ~ '_from_' ~ system)) -%}
    {%- endfor -%}
    {%- for relation in relations %}
    select
        {{ columns.keys() | join(',\n        ') or '*' }}
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor -%}
    {%- if not relations %}
    select
        {%- for column in columns.values() %}
        cast(null as {{ column.data_type }}) as {{ column.name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    where false
    {%- endif -%}
{% endmacro %}
