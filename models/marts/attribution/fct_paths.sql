with

conversions as (

    select
        conversions.*,
        numbers.conversion_number
    from {{ ref('fct_conversions') }} as conversions
    inner join {{ ref('int_path_conversions') }} as numbers on conversions.conversion_id = numbers.conversion_id
    where not conversions.is_refund

),

lists as (

    select * from {{ ref('int_path_lists') }}

),

open_path_types as (

    select open_path_types.*
    from {{ ref('int_open_path_types') }} as open_path_types
    inner join {{ ref('int_attribution_windows') }} as windows
        on open_path_types.window_number = windows.window_number
    where windows.path_window = '{{ widest_window() }}'

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

led_somewhere as (

    select
        md5(conversions.conversion_id) as path_id,
        conversions.conversion_type,
        conversions.conversion_id,
        conversions.person_id,
        conversions.account_id,
        true as is_converting,
        lists.path_length,
        lists.touchpoint_ids,
        lists.channels,
        lists.channels_collapsed,
        lists.channels_unique,
        lists.channels_first,
        lists.channels_not_direct,
        conversions.value_reporting,
        lists.first_touched_at,
        lists.last_touched_at,
        conversions.converted_at
    from conversions
    left join lists on conversions.conversion_number = lists.conversion_number

),

led_nowhere as (

    select
        md5(concat(open_path_types.conversion_type, '|', open_path_types.person_id)) as path_id,
        open_path_types.conversion_type,
        cast(null as string) as conversion_id,
        open_path_types.person_id,
        person_accounts.account_id,
        false as is_converting,
        lists.path_length,
        lists.touchpoint_ids,
        lists.channels,
        lists.channels_collapsed,
        lists.channels_unique,
        lists.channels_first,
        lists.channels_not_direct,
        cast(null as decimal(18, 2)) as value_reporting,
        lists.first_touched_at,
        lists.last_touched_at,
        cast(null as timestamp) as converted_at
    from open_path_types
    inner join lists on open_path_types.path_id = lists.path_id
    left join person_accounts on open_path_types.person_id = person_accounts.person_id

),

paths as (

    select * from led_somewhere
    union all
    select * from led_nowhere

),

{# A path of direct visits alone stays what it is. #}
final as (

    select
        path_id,
        conversion_type,
        conversion_id,
        person_id,
        account_id,
        is_converting,
        coalesce(path_length, 0) as path_length,
        {%- for list in ['touchpoint_ids', 'channels', 'channels_collapsed', 'channels_unique', 'channels_first'] %}
        coalesce({{ list }}, {{ empty_list() }}) as {{ list }},
        {%- endfor %}
        case
            when path_length is null then {{ empty_list() }}
            when {{ list_length('channels_not_direct') }} = 0 then channels
            else channels_not_direct
        end as channels_without_direct,
        value_reporting,
        cast(
            ({{ epoch_micros('converted_at') }} - {{ epoch_micros('first_touched_at') }}) / 86400000000.0
            as decimal(18, 6)
        ) as days_to_convert,
        first_touched_at,
        last_touched_at,
        converted_at
    from paths

)

select * from final
