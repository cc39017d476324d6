{# Rows of completed loads, the newest version of each key. A kill inside a load leaves rows of a load that never
   completed, or the same rows (same _dlt_id) twice; both are gone here, and nowhere later.
   Without a key every row of completed loads: the model then says itself which of two stands. #}
{% macro landed_rows(system, table, key=[], newest_by=[]) %}
    select
        landed.*,
        cast(loads.inserted_at as timestamp) as loaded_at
    from {{ source('raw_' ~ system, table) }} as landed
    inner join {{ source('raw_' ~ system, '_dlt_loads') }} as loads
        on landed._dlt_load_id = loads.load_id
    where loads.status = 0
    {%- if key %}
    qualify row_number() over (
        partition by landed.{{ key | join(', landed.') }}
        order by
            {%- for column in newest_by %}
            landed.{{ column }} desc nulls last,
            {%- endfor %}
            loads.inserted_at desc nulls last,
            landed._dlt_id desc nulls last
    ) = 1
    {%- endif %}
{%- endmacro %}
