{# What an incremental table needs to know before it builds.
   `is_whole`: all of it is made, because there is none yet, a full refresh was asked for, or what shapes its rows
   (`rules`, a text) is not what it was made by. `generation`: the build that last made it whole. `since`: the
   change_number it has seen. `number`: the one its new rows get. Rules and generation are kept as numbers of their
   texts: to write texts in every row took twice as long. #}
{% macro increment_state(rules) %}
    {%- set state = {
        'is_whole': true, 'since': 0, 'number': 1,
        'generation': number_of(invocation_id), 'rules': number_of(rules)
    } -%}
    {%- set existing = load_relation(this) if execute else none -%}
    {%- if not existing or 'generation_number' not in names_of_columns(existing) -%}
        {{ return(state) }}
    {%- endif -%}
    {%- set held = state_of(existing) -%}
    {%- do state.update({'number': held[0] + 1}) -%}
    {%- if is_incremental() and held[2] == state.rules -%}
        {%- do state.update({'is_whole': false, 'since': held[0], 'generation': held[1]}) -%}
    {%- endif -%}
    {{ return(state) }}
{% endmacro %}

{# The state of a table that follows the visitors of int_events: made whole again when that was, or when the model or
   the `rules` it was made by are others. #}
{% macro following_state(rules='') %}
    {%- set events = ref('int_events') -%}
    {%- set held = state_of(events) if execute and load_relation(events) else [none, '', ''] -%}
    {%- set state = increment_state([rules, held[1] or '', model.raw_code] | join('|')) -%}
    {%- if held[0] is not none -%}
        {%- do state.update({'number': held[0]}) -%}
    {%- endif -%}
    {{ return(state) }}
{% endmacro %}

{# The build that last made a table whole. #}
{% macro generation_of(relation) %}
    {%- if not execute or not load_relation(relation) -%}
        {{ return('') }}
    {%- endif -%}
    {{ return(state_of(relation)[1] or '') }}
{% endmacro %}

{# Those of several tables that increments are made of: what is made anew there is read anew. #}
{% macro generations_of(names) %}
    {%- set generations = [] -%}
    {%- for name in names -%}
        {%- do generations.append(generation_of(ref(name))) -%}
    {%- endfor -%}
    {{ return(generations | join('|')) }}
{% endmacro %}

{# The change_number, generation and rules of a table, as a row of the newest says them. Asked for one row, engines look
   into few parts of the table; asked for the greatest number, into all. #}
{% macro state_of(relation) %}
    {%- set found = run_query(
        "select change_number, generation_number, rules_number from " ~ relation
        ~ " order by change_number desc limit 1"
    ).rows -%}
    {{ return([found[0][0], found[0][1], found[0][2]] if found else [0, none, none]) }}
{% endmacro %}

{# As the table itself tells them: the catalogue lists those of all tables before it picks some. #}
{% macro names_of_columns(relation) %}
    {{ return(run_query("select * from " ~ relation ~ " limit 0").column_names | list) }}
{% endmacro %}

{# Columns that carry the state. Each holds one value for most rows, so they take no room. #}
{% macro state_columns(state) -%}
    cast({{ state.number }} as bigint) as change_number,
        cast({{ state.generation }} as bigint) as generation_number,
        cast({{ state.rules }} as bigint) as rules_number
{%- endmacro %}

{# A text as a number of 60 bits. #}
{% macro number_of(text) %}
    {{ return(local_md5(text)[:15] | int(0, 16)) }}
{% endmacro %}

{# One text for the rows of a small table, whatever their order. #}
{% macro content_of(relation, columns) %}
    {%- if not execute or not load_relation(relation) -%}
        {{ return('') }}
    {%- endif -%}
    {%- set found = run_query(
        "select count(*), coalesce(sum(" ~ row_hash(columns) ~ " % 1000000007), 0) from " ~ relation
    ).rows[0] -%}
    {{ return([relation.identifier, found[0], found[1]] | join('/')) }}
{% endmacro %}
