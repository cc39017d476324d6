{# The weight of a touch in its path, a whole number of 0 or more; credit is weight over the path's sum of weights.
   One branch a method: a model that uses a known method is a row of attribution_models.csv. #}
{% macro attribution_weight(method, position, path_length) -%}
    case {{ method }}
        when 'first' then case when {{ position }} = 1 then 1 else 0 end
        when 'last' then case when {{ position }} = {{ path_length }} then 1 else 0 end
        when 'linear' then 1
    end
{%- endmacro %}
