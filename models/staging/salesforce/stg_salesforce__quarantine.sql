{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'quarantine', key=['quarantine_id']) }}

),

quarantine as (

    {{ quarantined_rows('landed') }}

)

select * from quarantine
