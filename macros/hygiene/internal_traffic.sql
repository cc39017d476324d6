{# Why a row of distinct values is the company's own: the first rule of seeds/internal_traffic.csv about one of the
   `fields` that is met, in small letters; null where none is. #}
{% macro internal_reason(fields) -%}
    {%- set seed = ref('internal_traffic') -%}
    {%- set rules = seed_rows(seed, 'select field, pattern, reason from ' ~ seed ~ ' order by field, pattern') -%}
    {%- set met = [] -%}
    {%- for rule in rules if rule['field'] in fields -%}
        {%- set text = 'lower(' ~ rule['field'] ~ ')' -%}
        {%- do met.append('when ' ~ meets_pattern(text, rule['pattern']) ~ ' then ' ~ sql_text(rule['reason'])) -%}
    {%- endfor -%}
    {%- if met -%}
    case {{ met | join(' ') }} end
    {%- else -%}
    cast(null as string)
    {%- endif -%}
{%- endmacro %}
