{# The weight of the first `touches` touches of a path, a whole number that never falls: a model is this function of a
   place. What a touch weighs is the step at its place, what the path weighs its last value, so that neither needs a
   sort. One branch a method: a model that uses a known method is a row of attribution_models.csv. #}
{% macro weight_up_to(method, touches) -%}
    {%- if method == 'position_based' -%}
    {{ position_weight_up_to(touches) }}
    {%- elif method == 'milestones' -%}
    {{ milestone_weight_up_to(touches) }}
    {%- else -%}
    {{ touches }}
    {%- endif -%}
{%- endmacro %}

{# The step at the touch's own place. #}
{% macro weight_at(method) -%}
    ({{ weight_up_to(method, 'paths.position') }} - {{ weight_up_to(method, '(paths.position - 1)') }})
{%- endmacro %}

{# The methods whose touches share by their place, and those that give one touch, or every touch, the whole: which. #}
{% macro sharing_methods() -%}
    {{ return(['linear', 'position_based', 'milestones']) }}
{%- endmacro %}

{% macro sharing_names() -%}
    '{{ sharing_methods() | join("', '") }}'
{%- endmacro %}

{% macro whole_methods() -%}
    {{ return({
        'first': 'paths.position = 1',
        'last': 'paths.position = paths.path_length',
        'influenced': 'paths.position > 0',
    }) }}
{%- endmacro %}

{# Two touches have nothing between them: the ends share what there is in proportion. One touch has it all. #}
{% macro position_weight_up_to(touches) -%}
    case
        when {{ touches }} = 0 or paths.path_length = 1 then {{ touches }}
        else
            models.first_weight * greatest(paths.path_length - 2, 1)
            + models.middle_weight * (least({{ touches }}, paths.path_length - 1) - 1)
            + case
                when {{ touches }} = paths.path_length then models.last_weight * greatest(paths.path_length - 2, 1)
                else 0
            end
    end
{%- endmacro %}

{# Every milestone weighs as its model says, the touches that are none share `middle_weight`. A milestone that is not
   there weighs nothing, nor does the rest where every touch is a milestone: what remains is shared in proportion. #}
{% macro milestone_weight_up_to(touches) -%}
    (
        {{ milestones_passed(touches, 'weight') }}
    ) * greatest(paths.path_length - ({{ milestones_passed('paths.path_length', 'places') }}), 1)
    + models.middle_weight * ({{ touches }} - ({{ milestones_passed(touches, 'places') }}))
{%- endmacro %}

{% macro milestone_places() -%}
    {{ return({
        'first': 'case when models.first_weight > 0 then 1 else 0 end',
        'lead': 'case when models.lead_weight > 0 then paths.lead_position else 0 end',
        'opportunity': 'case when models.opportunity_weight > 0 then paths.opportunity_position else 0 end',
        'last': 'case when models.last_weight > 0 and paths.is_close then paths.path_length else 0 end',
    }) }}
{%- endmacro %}

{# The weight of the milestones among the first touches, or how many places they take: two may be at one touch. #}
{% macro milestones_passed(touches, what) -%}
    {%- set earlier = [] -%}
    {%- for milestone, place in milestone_places().items() -%}
    {{ ' + ' if not loop.first }}case
            when {{ place }} between 1 and {{ touches }}
            {%- if what == 'places' and earlier %}
                and {{ place }} not in ({{ earlier | join(', ') }})
            {%- endif %}
                then {{ 'models.' ~ milestone ~ '_weight' if what == 'weight' else 1 }}
            else 0
        end
    {%- do earlier.append(place) -%}
    {%- endfor -%}
{%- endmacro %}
