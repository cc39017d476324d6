{# Paths in ten groups, numbered from 0, and how far a result moves when one of them is left out: the delete-a-group
   jackknife (Kott 2001, Journal of Official Statistics 17, 521-526). The number of a path is mixed first, in 64 bits:
   conversions of one kind may follow each other in steps of ten. `together` paths with numbers beside each other share a
   group. #}
{% macro path_group(path_id, together=1) -%}
    {%- set number = 'abs(cast(' ~ path_id ~ ' as bigint))' -%}
    cast(({{ number }} - {{ number }} % {{ together }}) % 2147483647 * 48271 % 2147483647 % 10 as integer)
{%- endmacro %}

{# Each group by its number, and -1: none. #}
{% macro left_out_groups() -%}
    {%- for group in range(-1, 10) %}
    select {{ group }} as left_out_group
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
{%- endmacro %}

{# Half the width of the 95 % interval: 2.262 is Student's t for nine degrees of freedom. A result that is missing when
   a group is left out was 0 there; one that was never tried without a group has no interval. #}
{% macro jackknife_margin(result, whole_result) -%}
    case when count({{ result }}) > 0 then 2.262 * sqrt(0.9 * (
        sum(power({{ result }} - {{ whole_result }}, 2))
        + (10 - count({{ result }})) * power(max({{ whole_result }}), 2)
    )) end
{%- endmacro %}
