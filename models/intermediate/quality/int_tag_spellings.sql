{# Tags that are written in several ways which differ only in blanks, dots, hyphens or underscores (`e-mail`, `email`):
   each of them, with the sessions it makes a line of its own of in reports. #}
with

sessions as (

    select * from {{ ref('int_sessions') }}
    where not is_bot and not is_internal and channel <> 'Direct'

),

spellings as (

    {% for tag in ['source', 'medium', 'campaign'] -%}
    select
        source_system,
        '{{ tag }}' as resource,
        {{ tag }} as reason,
        translate({{ tag }}, ' ._-+', '') as letters,
        count(*) as numerator
    from sessions
    where {{ tag }} is not null
    group by source_system, {{ tag }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {% endfor %}

),

several as (

    select
        source_system,
        resource,
        letters
    from spellings
    group by source_system, resource, letters
    having count(*) > 1

),

tag_spellings as (

    select
        'tag_spellings' as metric,
        spellings.source_system,
        spellings.resource,
        spellings.reason,
        spellings.numerator,
        cast(null as bigint) as denominator
    from spellings
    inner join several
        on
            spellings.source_system = several.source_system
            and spellings.resource = several.resource
            and spellings.letters = several.letters

)

select * from tag_spellings
