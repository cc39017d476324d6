{# Kinds of identifier that may be linked to another too often to be one person's: columns max_<kind>s of
   seeds/identifier_types.csv. #}
{% macro limited_types() -%}
    {{ return(['user_id', 'email_key', 'crm_id', 'cookie', 'phone_key']) }}
{%- endmacro %}

{# Which limits of seeds/identifier_types.csv an identifier's counts pass, in words; an empty text for none. #}
{% macro limits_passed(counted, limits) -%}
    concat_ws(
        ', ',
        {%- for counted_type in limited_types() %}
        case
            when {{ counted }}.{{ counted_type }}s > {{ limits }}.max_{{ counted_type }}s
                then concat('max_{{ counted_type }}s ', {{ limits }}.max_{{ counted_type }}s, ' < ', {{ counted }}.{{ counted_type }}s)
        end
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
