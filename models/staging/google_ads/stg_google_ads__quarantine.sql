{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'quarantine', key=['quarantine_id']) }}

),

quarantine as (

    {{ quarantined_rows('landed') }}

)

select * from quarantine
