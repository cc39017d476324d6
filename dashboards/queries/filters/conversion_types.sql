-- Types of conversions there are.
select distinct conversion_type as choice
from marts.fct_conversions
order by choice asc
