{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows('files', 'quarantine', key=['quarantine_id']) }}

),

quarantine as (

    {{ quarantined_rows('landed') }}

)

select * from quarantine
