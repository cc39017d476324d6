{# Whether an event of this name can meet a rule: the names are written out, so that only their rows are read. True
   where a rule asks for no name. #}
{% macro may_convert(event_name) -%}
    {%- set rules, contexts = ref('int_conversion_rules'), ref('int_event_contexts') -%}
    {%- if not execute or not load_relation(rules) or not load_relation(contexts) -%}
        {{ return('true') }}
    {%- endif -%}
    {%- set nameless = run_query(
        "select count(*) from (select rule_id, rule_version from " ~ rules ~ " where entity = 'web_events'"
        ~ " group by rule_id, rule_version having sum(case when field = 'event_name' then 1 else 0 end) = 0) as rules"
    ).rows[0][0] -%}
    {%- if nameless > 0 -%}
        {{ return('true') }}
    {%- endif -%}
    {%- set names = run_query(
        "select distinct contexts.event_name from " ~ contexts ~ " as contexts inner join " ~ rules ~ " as rules"
        ~ " on rules.entity = 'web_events' and rules.field = 'event_name' and "
        ~ rule_condition_holds('contexts.event_name') ~ " order by 1"
    ).columns[0].values() -%}
    {%- set quoted = [] -%}
    {%- for name in names if name is not none -%}
        {%- do quoted.append("'" ~ (name | replace("'", "''")) ~ "'") -%}
    {%- endfor -%}
    {{ return(event_name ~ ' in (' ~ quoted | join(', ') ~ ')' if quoted else 'false') }}
{%- endmacro %}
