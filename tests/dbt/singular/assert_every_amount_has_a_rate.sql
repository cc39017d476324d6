{# An amount without a rate, or without a currency, is missing from every sum: nothing is published until it has one. #}
select
    'fct_conversions' as mart,
    conversion_id as row_id,
    currency_code,
    cast(converted_at as date) as date_day
from {{ ref('fct_conversions') }}
where value is not null and value_reporting is null

union all

select
    'fct_ad_spend' as mart,
    ad_spend_id as row_id,
    currency_code,
    date_day
from {{ ref('fct_ad_spend') }}
where spend is not null and spend_reporting is null

union all

select
    'fct_programme_costs' as mart,
    programme_cost_id as row_id,
    currency_code,
    date_day
from {{ ref('fct_programme_costs') }}
where cost_reporting is null
