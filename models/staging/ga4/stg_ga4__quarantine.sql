{{ config(enabled=system_is_on('ga4')) }}

with

landed as (

    {{ landed_rows('ga4', 'quarantine', key=['quarantine_id']) }}

),

quarantine as (

    {{ quarantined_rows('landed') }}

)

select * from quarantine
