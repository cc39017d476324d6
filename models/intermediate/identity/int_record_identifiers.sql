{# The identifiers each person record holds, one row per record and identifier. A deleted record holds none but its
   own id: what it said is withdrawn. A record merged into another was deleted only because the other stands for
   both, so what it said still holds. #}
with

people as (

    select * from {{ ref('conformed_people') }}

),

records as (

    select
        concat(source_system, ':', person_source_id) as crm_id,
        case when is_telling then email_key end as email_key,
        case when is_telling then phone_key end as phone_key,
        case when is_telling then anonymous_id end as cookie,
        case when is_telling then user_id end as user_id,
        {%- for click_id in click_id_types() %}
        case when is_telling then {{ click_id }} end as {{ click_id }},
        {%- endfor %}
        created_at
    from (
        select
            *,
            not coalesce(is_deleted, false) or merged_into_source_id is not null as is_telling
        from people
    ) as people_telling

),

identifiers as (

    {%- for identifier_type in ['crm_id', 'email_key', 'phone_key', 'cookie', 'user_id'] + click_id_types() %}
    select
        crm_id,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }} as identifier,
        {{ 'true' if identifier_type in click_id_types() else 'false' }} as is_click_id,
        created_at as seen_at
    from records
    where {{ identifier_type }} is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

select * from identifiers
