{# The patterns of a seed as a list of alternations of 250, to be written into the statement: 100,000 user agents against
   1,500 patterns take 0.5 s of CPU so. As one alternation they take 63 s, as the automaton outgrows its memory. #}
{% macro pattern_alternations(seed, condition='true') -%}
    {%- set alternations = [] -%}
    {%- set rows = seed_rows(seed, 'select pattern from ' ~ seed ~ ' where ' ~ condition ~ ' order by pattern') -%}
    {%- for batch in rows | batch(250) -%}
        {%- do alternations.append(sql_text('(?:' ~ batch | map(attribute='pattern') | join(')|(?:') ~ ')')) -%}
    {%- endfor -%}
    {{ return(alternations) }}
{%- endmacro %}

{# Whether one of the alternations is found in a text. #}
{% macro contains_any(text, alternations) -%}
    (
        false
        {%- for alternation in alternations %}
        or {{ contains_pattern(text, alternation) }}
        {%- endfor %}
    )
{%- endmacro %}

{# What of a text the first of the alternations that is found matches. #}
{% macro found_by_any(text, alternations) -%}
    coalesce(
        {%- for alternation in alternations %}
        nullif(regexp_extract({{ text }}, {{ alternation }}, 0), ''),
        {%- endfor %}
        null
    )
{%- endmacro %}
