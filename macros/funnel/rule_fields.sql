{# What conversion_rules.csv may ask of each entity: fields that are texts, and fields that are numbers. #}
{% macro conversion_rule_fields(entity=none) -%}
    {%- set fields = {
        'web_events': {'text': ['event_name', 'form_id', 'page_host', 'page_path', 'page_url'], 'number': []},
        'people': {'text': ['source_system', 'kind', 'status', 'lead_source'], 'number': ['score', 'funnel_stage']},
        'opportunities': {
            'text': ['source_system', 'opportunity_source_id', 'stage', 'lead_source', 'is_won', 'is_closed'],
            'number': ['amount', 'funnel_stage'],
        },
        'campaign_responses': {
            'text': ['source_system', 'status', 'has_responded', 'campaign', 'campaign_type'], 'number': [],
        },
        'lead_scores': {'text': [], 'number': ['score', 'fit_score', 'behaviour_score']},
        'orders': {'text': ['source_system', 'order_type', 'sales_channel'], 'number': ['amount']},
        'conversions': {'text': ['conversion_type'], 'number': []},
    } -%}
    {{ return(fields if entity is none else fields[entity]) }}
{%- endmacro %}

{% macro conversion_rule_operators() -%}
    {{ return({
        'text': ['equals', 'in', 'starts_with', 'contains', 'like', 'matches', 'is_empty', 'is_given'],
        'number': ['equals', 'at_least', 'is_empty', 'is_given'],
    }) }}
{%- endmacro %}

{# Stops the build with a sentence for the first rule that could never hold or cannot be read. Nothing where the seed is
   not built yet (whoever reads it fails by itself), and in unit tests, which have rules of their own. #}
{% macro refuse_unreadable_rules() -%}
    {%- set seed = ref('conversion_rules') -%}
    {%- if not execute or model.resource_type == 'unit_test' or not load_relation(seed) -%}
        {{ return('') }}
    {%- endif -%}
    {%- set stages = run_query('select stage from ' ~ ref('funnel_stages')).columns[0].values() | list -%}
    {%- for rule in run_query(
        'select *, ' ~ is_broken_pattern('value') ~ ' as is_broken_pattern from ' ~ seed
        ~ ' order by rule_id, version, field'
    ).rows -%}
        {%- set complaint = rule_complaint(rule, stages) -%}
        {%- if complaint -%}
            {%- do exceptions.raise_compiler_error(
                'seeds/conversion_rules.csv, rule ' ~ rule['rule_id'] ~ ', version ' ~ rule['version'] ~ ': '
                ~ complaint
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{# What is wrong with a rule's row, in a sentence; nothing if it can be read. #}
{% macro rule_complaint(rule, stages) -%}
    {%- set entities = conversion_rule_fields() -%}
    {%- if rule['entity'] not in entities -%}
        {{ return('there is no entity ' ~ rule['entity'] ~ '; there are ' ~ entities | join(', ') ~ '.') }}
    {%- endif -%}
    {%- set fields = entities[rule['entity']] -%}
    {%- if rule['field'] not in fields.text + fields.number -%}
        {{ return(
            rule['entity'] ~ ' have no field ' ~ rule['field'] ~ '; they have '
            ~ (fields.text + fields.number) | join(', ') ~ '.'
        ) }}
    {%- endif -%}
    {%- set operators = conversion_rule_operators()['text' if rule['field'] in fields.text else 'number'] -%}
    {%- if rule['operator'] not in operators -%}
        {{ return(
            rule['field'] ~ ' cannot be compared by ' ~ rule['operator'] ~ '; it can by ' ~ operators | join(', ') ~ '.'
        ) }}
    {%- endif -%}
    {%- if rule['operator'] in ['is_empty', 'is_given'] -%}
        {{ return('') }}
    {%- endif -%}
    {%- if rule['value'] is none -%}
        {{ return(rule['field'] ~ ' ' ~ rule['operator'] ~ ' needs a value.') }}
    {%- endif -%}
    {%- if rule['operator'] in ['like', 'matches'] and '\\' in rule['value'] -%}
        {{ return('write ' ~ rule['value'] ~ ' without a backslash, which engines read apart: [.] for a dot.') }}
    {%- endif -%}
    {%- if rule['operator'] == 'matches' and rule['is_broken_pattern'] -%}
        {{ return(rule['value'] ~ ' is no regular expression that can be read.') }}
    {%- endif -%}
    {%- if rule['field'] == 'funnel_stage' and rule['value'] not in stages -%}
        {{ return('there is no stage ' ~ rule['value'] ~ '; there are ' ~ stages | join(', ') ~ '.') }}
    {%- endif -%}
    {%- set is_number = modules.re.fullmatch('-?[0-9]+([.][0-9]+)?', rule['value']) -%}
    {%- if rule['field'] in fields.number and rule['field'] != 'funnel_stage' and not is_number -%}
        {{ return(rule['field'] ~ ' is a number, and ' ~ rule['value'] ~ ' is none.') }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
