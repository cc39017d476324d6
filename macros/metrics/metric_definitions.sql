{# The metrics of a semantic model as SQL can pace them: sums, ratios of two sums, and multiples of either. Read from the
   YAML that MetricFlow reads, so that a metric is defined once. Nothing where SQL is only looked at (parse). #}
{% macro metric_definitions(semantic_model) %}
    {%- set definitions = [] -%}
    {%- set metrics, measures = {}, metric_measures(semantic_model) -%}
    {%- if execute and graph.metrics is defined -%}
        {%- for metric in graph.metrics.values() -%}
            {%- do metrics.update({metric.name: metric}) -%}
        {%- endfor -%}
        {%- for metric in graph.metrics.values() | sort(attribute='name') -%}
            {%- set parts = (metric.type_params.expr or '').split(' * ') -%}
            {%- set is_multiple = metric.type == 'derived' and parts | length == 2 and parts[0] in metrics -%}
            {%- set base = metrics[parts[0]] if is_multiple else metric -%}
            {%- set sums = [base] if base.type == 'simple' else
                [metrics[base.type_params.numerator.name], metrics[base.type_params.denominator.name]]
                if base.type == 'ratio' else [] -%}
            {%- set names = sums | map(attribute='type_params.measure.name') | list -%}
            {%- if names and names | reject('in', measures) | list == [] -%}
                {%- do definitions.append({
                    'name': metric.name,
                    'numerator': names[0],
                    'denominator': names[1] if base.type == 'ratio' else none,
                    'multiplier': parts[1] if is_multiple else '1',
                    'unit': metric.config.meta.get('unit', 'count'),
                    'target_is': metric.config.meta.get('target_is', 'at_least'),
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(definitions) }}
{% endmacro %}

{# Its measures that are sums, each with what is summed. #}
{% macro metric_measures(semantic_model) %}
    {%- set measures = {} -%}
    {%- if execute and graph.semantic_models is defined -%}
        {%- for model in graph.semantic_models.values() if model.name == semantic_model -%}
            {%- for measure in model.measures if measure.agg == 'sum' -%}
                {%- do measures.update({measure.name: measure.expr or measure.name}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(measures) }}
{% endmacro %}
