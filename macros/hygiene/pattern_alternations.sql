{# The patterns that a query finds, as a list of alternations of 250 written into the statement: an engine compiles a
   constant once, but a pattern from a column once for every row. 100,000 user agents against 1,500 patterns take 0.5 s
   of CPU so; as one alternation 63 s, as the automaton then outgrows its memory. Patterns hold no backslash, which
   engines escape apart. Nothing before the seeds are built, as when SQL is linted. #}
{% macro pattern_alternations(seed, condition='true') -%}
    {%- set alternations = [] -%}
    {%- if execute and load_relation(seed) is not none -%}
        {%- set found = run_query('select pattern from ' ~ seed ~ ' where ' ~ condition ~ ' order by pattern') -%}
        {%- for patterns in found.columns[0].values() | batch(250) -%}
            {%- do alternations.append('(?:' ~ patterns | join(')|(?:') | replace("'", "''") ~ ')') -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(alternations) }}
{%- endmacro %}

{# Whether one of the alternations is found in a text. #}
{% macro contains_any(text, alternations) -%}
    (
        false
        {%- for alternation in alternations %}
        or {{ contains_pattern(text, "'" ~ alternation ~ "'") }}
        {%- endfor %}
    )
{%- endmacro %}

{# What of a text the first of the alternations that is found matches. #}
{% macro found_by_any(text, alternations) -%}
    coalesce(
        {%- for alternation in alternations %}
        nullif(regexp_extract({{ text }}, '{{ alternation }}', 0), ''),
        {%- endfor %}
        null
    )
{%- endmacro %}
