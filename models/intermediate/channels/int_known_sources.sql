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

    select {{ read_tag('utm_source') }} as name
    from combinations
    where utm_source is not null

    union

    select referrer_host as name
    from combinations
    where referrer_host is not null

),

domains as (

    {{ host_domains('names') }}

),

known as (

    select
        domains.name,
        source_categories.source,
        source_categories.category
    from domains
    inner join source_categories
        on domains.domain = source_categories.name
    qualify row_number() over (partition by domains.name order by domains.labels desc) = 1

)

select * from known
