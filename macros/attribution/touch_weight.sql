{# What a touch weighs where that depends on more than its place: its age, its channel, or the role of its person. Ages
   count from the path's last touch, which changes no proportion: two to the power of minus age over half-life is held to
   2^-20 of what that touch weighs, and is never nothing. #}
{% macro decayed_weight(age_micros, last_age_micros, half_life_days) -%}
    cast(greatest(
        round({{ weight_precision() }} * power(
            2.0, ({{ last_age_micros }} - {{ age_micros }}) / (86400000000.0 * {{ half_life_days }})
        )), 1
    ) as bigint)
{%- endmacro %}

{# The age of the last touch that a window keeps of a path. #}
{% macro last_age_kept(pattern_paths, path_patterns) -%}
    case {{ pattern_paths }}.touches_kept
            when 'paid' then {{ path_patterns }}.last_age_of_paid
            when 'not direct' then {{ path_patterns }}.last_age_without_direct
            else {{ path_patterns }}.last_age_micros
        end
{%- endmacro %}

{% macro weight_precision() -%}
    1048576
{%- endmacro %}

{# Credit in units of 10^-12 as the step of a running share: its sum over a path is exact, whatever the weights. Single
   divisions of whole numbers are the same on every engine; the thousandth of a unit taken off keeps a share that is
   whole from being rounded up. #}
{% macro credit_up_to(weight, path_weight) -%}
    cast(ceil({{ credit_units() }} * (cast({{ weight }} as double) / cast({{ path_weight }} as double)) - 0.001) as bigint)
{%- endmacro %}

{% macro credit_units() -%}
    1000000000000
{%- endmacro %}

{# From the weight up to a touch, that before it and the path's: its own weight, the path's, and its credit. A path whose
   touches all weigh nothing is shared evenly. #}
{% macro shared_credit() -%}
    {%- set weight_before = 'case when path_weight > 0 then weight_before else position - 1 end' -%}
    {%- set weight_up_to = 'case when path_weight > 0 then weight_up_to else position end' -%}
    {%- set path_weight = 'case when path_weight > 0 then path_weight else path_length end' -%}
    {{ weight_up_to }} - {{ weight_before }} as weight,
    {{ path_weight }} as path_weight,
    {{ credit_up_to(weight_up_to, path_weight) }} - {{ credit_up_to(weight_before, path_weight) }} as credit_units
{%- endmacro %}
