{# Which types of conversion an open path did not lead to: nobody on it converted to the type inside the window. #}
with

open_paths as (

    select * from {{ ref('int_open_paths') }}
    where position = 1

),

conversions as (

    select * from {{ ref('int_path_conversions') }}

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

types as (

    select * from {{ ref('conversion_types') }}

),

converted as (

    select distinct
        open_paths.window_number,
        open_paths.person_id,
        conversions.conversion_type
    from open_paths
    inner join conversion_people on open_paths.person_id = conversion_people.person_id
    inner join conversions
        on
            conversion_people.conversion_id = conversions.conversion_id
            and open_paths.as_of_micros >= conversions.converted_micros
            and (open_paths.from_micros is null or open_paths.from_micros <= conversions.converted_micros)

),

not_converted as (

    select
        open_paths.window_number,
        open_paths.person_id,
        types.conversion_type,
        -open_paths.person_number as path_id
    from open_paths
    cross join types
    left join converted
        on
            open_paths.window_number = converted.window_number
            and open_paths.person_id = converted.person_id
            and types.conversion_type = converted.conversion_type
    where converted.person_id is null

)

select * from not_converted
