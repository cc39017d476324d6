{# The site each host of a page or a referrer belongs to: the suffix that strangers share (`com`, `co.uk`, `github.io`)
   and the label before it. Hosts of one site send each other visitors, and that is no source. Numbers and names
   without a dot are sites of their own. `is_on_the_way`: the host is a payment or log-in page, or of ours. #}
with

event_sources as (

    select * from {{ ref('int_event_sources') }}

),

shared_suffixes as (

    select * from {{ ref('shared_suffixes') }}

),

excluded_referrers as (

    select * from {{ ref('excluded_referrers') }}

),

names as (

    select page_host as name
    from event_sources
    where page_host is not null

    union

    select referrer_host as name
    from event_sources
    where referrer_host is not null

),

domains as (

    {{ host_domains('names') }}

),

suffixes as (

    select
        domains.name,
        max(length(domains.domain)) as suffix_length
    from domains
    inner join shared_suffixes
        on domains.domain = shared_suffixes.suffix
    group by domains.name

),

on_the_way as (

    select distinct domains.name
    from domains
    inner join excluded_referrers
        on domains.domain = excluded_referrers.host

),

sites as (

    select
        names.name as host,
        case
            when names.name not like '%.%' or {{ contains_pattern('names.name', "'^[0-9.]+$'") }} then names.name
            when suffixes.name is null then {{ last_labels('names.name', 2) }}
            else concat(
                regexp_extract(left(names.name, length(names.name) - suffixes.suffix_length - 1), '[^.]*$', 0),
                right(names.name, suffixes.suffix_length + 1)
            )
        end as site,
        on_the_way.name is not null as is_on_the_way
    from names
    left join suffixes
        on names.name = suffixes.name
    left join on_the_way
        on names.name = on_the_way.name

)

select * from sites
