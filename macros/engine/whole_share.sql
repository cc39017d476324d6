{# Whole units of `units * weight / total`, and what is left over of the division: integers, so exact on any engine
   and in any order. All three are whole and not negative. #}
{% macro whole_share(units, weight, total) -%}
    {{ return(adapter.dispatch('whole_share', 'closed_loop')(units, weight, total)) }}
{%- endmacro %}

{% macro default__whole_share(units, weight, total) -%}
    (cast({{ units }} as decimal(20, 0)) * cast({{ weight }} as decimal(18, 0))) div {{ total }}
{%- endmacro %}

{% macro duckdb__whole_share(units, weight, total) -%}
    cast((cast({{ units }} as hugeint) * {{ weight }}) // {{ total }} as bigint)
{%- endmacro %}

{% macro share_remainder(units, weight, total) -%}
    {{ return(adapter.dispatch('share_remainder', 'closed_loop')(units, weight, total)) }}
{%- endmacro %}

{% macro default__share_remainder(units, weight, total) -%}
    (cast({{ units }} as decimal(20, 0)) * cast({{ weight }} as decimal(18, 0))) % {{ total }}
{%- endmacro %}

{% macro duckdb__share_remainder(units, weight, total) -%}
    (cast({{ units }} as hugeint) * {{ weight }}) % {{ total }}
{%- endmacro %}
