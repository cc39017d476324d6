{# Every account id that any record names, with the account it stands for after merges. A merge that leads in a
   circle stands for the smallest id of the circle. #}
with recursive

mentioned as (

    {% for entity, column in [
        ('accounts', 'account_source_id'), ('accounts', 'merged_into_source_id'),
        ('people', 'account_source_id'), ('people', 'converted_account_source_id'),
        ('opportunities', 'account_source_id'), ('orders', 'account_source_id')
    ] -%}
    select
        source_system,
        {{ column }} as account_source_id
    from {{ ref('conformed_' ~ entity) }}
    where {{ column }} is not null
    {% if not loop.last %}
    union
    {% endif %}
    {%- endfor %}
),

accounts as (

    select * from {{ ref('conformed_accounts') }}

),

mergers as (

    select
        source_system,
        account_source_id,
        merged_into_source_id
    from accounts
    where merged_into_source_id is not null

),

chains as (

    select
        source_system,
        account_source_id,
        account_source_id as stands_for
    from mentioned

    union

    select
        chains.source_system,
        chains.account_source_id,
        mergers.merged_into_source_id as stands_for
    from chains
    inner join mergers
        on
            chains.source_system = mergers.source_system
            and chains.stands_for = mergers.account_source_id

),

ends as (

    select
        chains.source_system,
        chains.account_source_id,
        coalesce(
            min(case when mergers.account_source_id is null then chains.stands_for end),
            min(chains.stands_for)
        ) as surviving_source_id
    from chains
    left join mergers
        on
            chains.source_system = mergers.source_system
            and chains.stands_for = mergers.account_source_id
    group by chains.source_system, chains.account_source_id

),

resolved as (

    select
        source_system,
        account_source_id,
        surviving_source_id,
        md5(concat(source_system, '|', surviving_source_id)) as account_id
    from ends

)

select * from resolved
