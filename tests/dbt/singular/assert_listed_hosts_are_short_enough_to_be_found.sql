{# A listed domain of more labels than are looked for would be found only where it stands alone. #}
with

listed as (

    select name from {{ ref('source_categories') }}
    union all
    select host as name from {{ ref('excluded_referrers') }}
    union all
    select suffix as name from {{ ref('shared_suffixes') }}

)

select name
from listed
where length(name) - length(replace(name, '.', '')) >= {{ longest_domain() }}
