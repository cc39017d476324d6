{% test whole_number_between(model, column_name, least, greatest) %}
select {{ column_name }} as whole_number
from {{ model }}
where {{ column_name }} < {{ least }} or {{ column_name }} > {{ greatest }} or {{ column_name }} <> round({{ column_name }})
{% endtest %}
