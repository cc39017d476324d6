{# The window that leaves no touch out, as int_attribution_models names it. #}
{% macro widest_window() -%}
    unlimited, direct include
{%- endmacro %}

{% macro micros_of_a_day() -%}
    cast(86400000000 as bigint)
{%- endmacro %}

{# The methods whose weights are learned from paths, by channel, in int_data_driven_weights. #}
{% macro data_driven_methods() -%}
    'markov', 'shapley', 'shapley_ordered'
{%- endmacro %}

{# The key of the touch that a conversion happened in: the visit of its event, the response that it is, the source its
   record declares. It comes before the conversion though both have one instant. Null where the conversion is a deal's or an order's. #}
{% macro own_touch_key(conversions) -%}
    case
        when {{ conversions }}.session_id is not null
            then {{ hash64("md5(concat('session|', " ~ conversions ~ ".session_id))") }}
        when {{ conversions }}.response_source_id is not null
            then {{ hash64("md5(concat('response|', " ~ conversions ~ ".source_system, '|', " ~ conversions ~ ".response_source_id))") }}
        when {{ conversions }}.opportunity_id is null and {{ conversions }}.order_id is null
            then {{ hash64("md5(concat('declared|', " ~ conversions ~ ".source_system, '|', " ~ conversions ~ ".record_source_id))") }}
    end
{%- endmacro %}

{# Whether a model is for a type of conversion; one that names none is for all. #}
{% macro model_is_for(conversion_type, models='models') -%}
    ({{ models }}.conversion_types is null or instr('|' || {{ models }}.conversion_types || '|', '|' || {{ conversion_type }} || '|') > 0)
{%- endmacro %}
