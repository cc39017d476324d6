{# Whole years around everything that has a date, and up to the year of the build, so that a report never misses a
   day. #}
with

spans as (

    {% for entity, column in [
        ('web_events', 'event_at'), ('people', 'created_at'), ('opportunities', 'created_at'),
        ('opportunities', 'closed_at'), ('orders', 'ordered_at'), ('ad_performance', 'date_day'),
        ('campaign_responses', 'responded_at'), ('calls', 'started_at')
    ] -%}
    select
        min(cast({{ column }} as date)) as first_day,
        max(cast({{ column }} as date)) as last_day
    from {{ ref('conformed_' ~ entity) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

span as (

    select
        date_trunc('year', min(first_day)) as first_day,
        greatest(max(last_day), cast({{ as_of() }} as date)) as last_day
    from spans

),

digits as (

    {% for digit in range(10) -%}
    select {{ digit }} as digit
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

days as (

    select
        ones.digit
        + 10 * tens.digit
        + 100 * hundreds.digit
        + 1000 * thousands.digit
        + 10000 * myriads.digit as day_number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    cross join digits as myriads

),

dates as (

    select
        days.day_number,
        cast(cast('1970-01-01' as date) + days.day_number * interval '1' day as date) as date_day,
        cast(span.first_day as date) as first_day,
        span.last_day
    from days
    cross join span

),

final as (

    select
        date_day,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast((day_number + 3) % 7 + 1 as integer) as weekday_number,
        (day_number + 3) % 7 >= 5 as is_weekend,
        date_day < cast({{ as_of() }} as date) as is_over,
        cast(date_trunc('week', date_day) as date) as week_start_date,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(date_trunc('quarter', date_day) as date) as quarter_start_date
    from dates
    where extract(year from date_day) between extract(year from first_day) and extract(year from last_day)

)

select * from final
