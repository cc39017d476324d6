{# The paths most conversions of a type came along, as they are and in every simpler form. #}
{% set forms = {
    'as_is': 'channels', 'collapsed': 'channels_collapsed', 'unique': 'channels_unique',
    'first': 'channels_first', 'without_direct': 'channels_without_direct',
} %}
with

paths as (

    select * from {{ ref('fct_paths') }}
    where path_length > 0

),

forms as (

    {% for form, channels in forms.items() -%}
    select
        '{{ form }}' as path_form,
        conversion_type,
        {{ channels }} as channels,
        is_converting,
        value_reporting,
        days_to_convert
    from paths
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (

    select
        path_form,
        conversion_type,
        channels,
        sum(case when is_converting then 1 else 0 end) as conversions,
        sum(case when is_converting then 0 else 1 end) as paths_without_conversion,
        sum(value_reporting) as value_reporting,
        sum(days_to_convert) as days
    from forms
    group by path_form, conversion_type, channels

),

ranked as (

    select
        counted.*,
        row_number() over (
            partition by path_form, conversion_type
            order by conversions desc, paths_without_conversion desc, channels asc
        ) as path_rank
    from counted

),

final as (

    select
        conversion_type,
        path_form,
        cast(path_rank as integer) as path_rank,
        channels,
        cast(conversions as bigint) as conversions,
        cast(paths_without_conversion as bigint) as paths_without_conversion,
        cast(conversions / cast(conversions + paths_without_conversion as double) as decimal(9, 6)) as conversion_rate,
        cast(value_reporting as decimal(18, 2)) as value_reporting,
        cast(days / nullif(conversions, 0) as decimal(18, 6)) as days_to_convert
    from ranked
    where path_rank <= 100

)

select * from final
