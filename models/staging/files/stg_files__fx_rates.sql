{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'fx_rates',
        key=['rate_date', 'from_currency', 'to_currency'],
        newest_by=['source_file', 'source_row']
    ) }}

),

fx_rates as (

    select
        source_system,
        cast(rate_date as date) as rate_date,
        from_currency,
        to_currency,
        cast(rate as decimal(18, 8)) as rate,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from fx_rates
