{# What an incremental table needs to know before it builds.
   `is_whole`: all of it is made, because there is none yet, a full refresh was asked for, or what shapes its rows is
   not what it was made by: the model, `rules` (a text), the tables that it `follows` or reads anew where they were made
   anew (`read`). `generation`: the build that last made it whole. `since`: the change_number it has seen. `number`: the
   one its new rows get. Where it follows a table that is how far all that it reads have come, so that one which is
   behind, as a build that died leaves it, is read again; else the next one. `numbers`: those of what it reads, by name;
   `apart` are those of them that count builds of their own. Rules and generation are kept as numbers of their texts: to
   write texts in every row took twice as long. #}
{% macro increment_state(rules='', read=[], follows=none, apart=[]) %}
    {%- set names = ([follows] if follows else []) + read + apart -%}
    {%- set relations = [] -%}
    {%- for name in names -%}
        {%- do relations.append(ref(name)) -%}
    {%- endfor -%}
    {%- set existing = load_relation(this) if execute else none -%}
    {%- set has_state = existing and 'generation_number' in names_of_columns(existing) -%}
    {%- set states = states_of(relations + ([existing] if has_state else [])) -%}
    {%- set held = states.pop() if has_state else [0, none, none] -%}
    {%- set texts, numbers, reached = [model.raw_code, rules], {}, [] -%}
    {%- for number, generation, _ in states -%}
        {%- do texts.append(generation or '') -%}
        {%- do numbers.update({names[loop.index0]: number}) -%}
        {#- A table without rows has come as far as any: once it has some it is of another generation. -#}
        {%- do reached.append(number) if number > 0 and follows and names[loop.index0] not in apart -%}
    {%- endfor -%}
    {%- set state = {
        'is_whole': true, 'since': 0, 'number': reached | min if reached else held[0] + 1, 'numbers': numbers,
        'generation': number_of(invocation_id), 'rules': number_of(texts | join('|'))
    } -%}
    {%- if has_state and is_incremental() and held[2] == state.rules -%}
        {%- do state.update({'is_whole': false, 'since': held[0], 'generation': held[1]}) -%}
    {%- endif -%}
    {{ return(state) }}
{% endmacro %}

{# The state of a table that follows the visitors of int_events. #}
{% macro following_state(rules='', read=[], apart=[]) %}
    {{ return(increment_state(rules, read, follows='int_events', apart=apart)) }}
{% endmacro %}

{# The change_number, generation and rules of tables, as one of the rows with the greatest change_number says them.
   Asked for one row, engines look into few parts of a table; asked for the greatest number, into all. One statement: on
   a day with little news it is statements that cost. #}
{% macro states_of(relations) %}
    {%- set found, selects, states = {}, [], [] -%}
    {%- for relation in relations -%}
        {%- if execute and load_relation(relation) -%}
            {%- do selects.append(
                "select " ~ loop.index0 ~ " as place, newest.* from ("
                ~ "select change_number, generation_number, rules_number from " ~ relation
                ~ " order by change_number desc limit 1) as newest"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if selects -%}
        {%- for place, number, generation, rules in run_query(selects | join(' union all ')).rows -%}
            {%- do found.update({place | int: [number, generation, rules]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for relation in relations -%}
        {%- do states.append(found.get(loop.index0, [0, none, none])) -%}
    {%- endfor -%}
    {{ return(states) }}
{% endmacro %}

{# As the table itself tells them: the catalogue lists those of all tables before it picks some. #}
{% macro names_of_columns(relation) %}
    {{ return(run_query("select * from " ~ relation ~ " limit 0").column_names | list) }}
{% endmacro %}

{# Columns that carry the state. Each holds one value for most rows, so they take no room. A row that is kept as it was
   tells its own `change_number`. #}
{% macro state_columns(state, change_number=none) -%}
    {{ change_number or 'cast(' ~ state.number ~ ' as bigint)' }} as change_number,
        cast({{ state.generation }} as bigint) as generation_number,
        cast({{ state.rules }} as bigint) as rules_number
{%- endmacro %}

{# A text as a number of 60 bits. #}
{% macro number_of(text) %}
    {{ return(local_md5(text)[:15] | int(0, 16)) }}
{% endmacro %}

{# One text for the rows of small tables, whatever their order: `columns` by the name of the table. #}
{% macro contents_of(columns) %}
    {%- set selects = [] -%}
    {%- for name, compared in columns.items() -%}
        {%- set relation = ref(name) -%}
        {%- if execute and load_relation(relation) -%}
            {%- do selects.append(
                "select '" ~ relation.identifier ~ "' as name, count(*) as row_count, coalesce(sum("
                ~ row_hash(compared) ~ " % 1000000007), 0) as content from " ~ relation
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set contents = [] -%}
    {%- if selects -%}
        {%- for row in run_query(selects | join(' union all ') ~ ' order by name').rows -%}
            {%- do contents.append(row | join('/')) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(contents | join('|')) }}
{% endmacro %}
