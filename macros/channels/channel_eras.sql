{# The eras of seeds/channel_rules.csv, each with the rules in force in it, lowest priority first: a rule is its
   priority, and a row with the same priority and a later valid_from replaces it from that day on. With the var
   `restate_channels` there is one era: all days are judged by the newest rules (true) or by those of a day. #}
{% macro channel_eras() -%}
    {%- set seed = ref('channel_rules') -%}
    {%- set rows = seed_rows(seed, 'select * from ' ~ seed ~ ' order by priority, valid_from') -%}
    {%- set restated = var('restate_channels', false) | string | lower -%}
    {%- set starts = rows | map(attribute='valid_from') | map('string') | unique | sort -%}
    {%- if restated != 'false' -%}
        {%- set starts = starts | select('le', '9999-12-31' if restated == 'true' else restated) | list -%}
        {%- set starts = starts[-1:] -%}
    {%- endif -%}
    {%- set eras = [] -%}
    {%- for start in starts -%}
        {%- set in_force = {} -%}
        {%- for row in rows if row['valid_from'] | string <= start -%}
            {%- do in_force.update({row['priority'] | int: row}) -%}
        {%- endfor -%}
        {%- do eras.append({
            'valid_from': '1970-01-01' if restated != 'false' else start,
            'valid_to': starts[loop.index] if not loop.last else none,
            'rules': in_force.values() | list
        }) -%}
    {%- endfor -%}
    {{ return(eras or [{'valid_from': '1970-01-01', 'valid_to': none, 'rules': []}]) }}
{%- endmacro %}

{# Whether a combination meets a rule: all conditions that the rule gives. Null meets none. #}
{% macro meets_channel_rule(rule) -%}
    {%- set conditions = [] -%}
    {%- for field in ['origin', 'source_category'] if rule[field] is not none -%}
        {%- do conditions.append(field ~ ' = ' ~ sql_text(rule[field])) -%}
    {%- endfor -%}
    {%- for field, pattern in [
        ('click_id_type', rule['click_id_pattern']), ('source', rule['source_pattern']),
        ('medium', rule['medium_pattern']), ('campaign', rule['campaign_pattern'])
    ] if pattern is not none -%}
        {%- do conditions.append(meets_pattern(field, pattern)) -%}
    {%- endfor -%}
    {{ conditions | join(' and ') or 'true' }}
{%- endmacro %}

{# Whether the whole of a text is what a pattern says; a list of plain words needs no regular expression. #}
{% macro meets_pattern(text, pattern) -%}
    {%- if modules.re.fullmatch('[a-z0-9 _|-]+', pattern) -%}
        {{ text }} in ({% for word in pattern.split('|') %}{{ sql_text(word) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- else -%}
        {{ contains_pattern(text, sql_text('^(' ~ pattern ~ ')$')) }}
    {%- endif -%}
{%- endmacro %}
