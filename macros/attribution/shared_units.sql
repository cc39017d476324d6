{# The largest remainder: everyone has the whole units of their share, and what is then left goes one by one to the
   largest remainders, earlier position first. Reads `<name>_whole` and `<name>_remainder` of a path's rows,
   sorted once. #}
{% macro shared_units(units, name, path, position) -%}
    {{ name }}_whole + case
        when row_number() over (
            partition by {{ path }}
            order by {{ name }}_remainder desc, {{ position }} asc
        ) <= {{ units }} - sum({{ name }}_whole) over (
            partition by {{ path }}
            order by {{ name }}_remainder desc, {{ position }} asc
            rows between unbounded preceding and unbounded following
        )
            then 1
        else 0
    end
{%- endmacro %}
