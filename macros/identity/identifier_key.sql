{# An identifier as one whole number, to group and join by: that it names one identifier only is tested. #}
{% macro identifier_key(identifier_type, identifier) -%}
    {{ hash64("concat(" ~ identifier_type ~ ", ':', " ~ identifier ~ ")") }}
{%- endmacro %}
