{# The values of a group as a list in the order of `position`; with `condition`, of the rows that meet it. #}
{% macro ordered_list(value, position, condition='true') -%}
    {{ return(adapter.dispatch('ordered_list', 'closed_loop')(value, position, condition)) }}
{%- endmacro %}

{% macro default__ordered_list(value, position, condition) -%}
    transform(
        array_sort(collect_list(struct({{ position }} as place, {{ value }} as kept)) filter (where {{ condition }})),
        pair -> pair.kept
    )
{%- endmacro %}

{% macro duckdb__ordered_list(value, position, condition) -%}
    coalesce(list({{ value }} order by {{ position }}) filter (where {{ condition }}), [])
{%- endmacro %}

{% macro empty_list() -%}
    {{ return(adapter.dispatch('empty_list', 'closed_loop')()) }}
{%- endmacro %}

{% macro default__empty_list() -%}
    cast(array() as array<string>)
{%- endmacro %}

{% macro duckdb__empty_list() -%}
    cast([] as varchar[])
{%- endmacro %}

{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length', 'closed_loop')(list)) }}
{%- endmacro %}

{% macro default__list_length(list) -%}
    size({{ list }})
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}
