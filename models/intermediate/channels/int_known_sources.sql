{# Each host or source name that occurs, with what seeds/source_categories.csv knows of it: of the names that are it
   or a domain above it, the longest. #}
with

combinations as (

    select * from {{ ref('int_traffic_combinations') }}

),

source_categories as (

    select * from {{ ref('source_categories') }}

),

names as (

    select utm_source as name
    from combinations
    where utm_source is not null

    union

    select referrer_host as name
    from combinations
    where referrer_host is not null

),

known as (

    select
        names.name,
        source_categories.source,
        source_categories.category
    from names
    inner join source_categories
        on
            names.name = source_categories.name
            or (
                instr(source_categories.name, '.') > 0
                and {{ host_is_within('names.name', 'source_categories.name') }}
            )
    qualify row_number() over (partition by names.name order by length(source_categories.name) desc) = 1

)

select * from known
