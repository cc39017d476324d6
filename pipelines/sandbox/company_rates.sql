-- Exchange rates of every day, with room on both sides: deals begin before the window and
-- invoices follow it, and none may lack its rate.
create table fx_rates as
select
    (getvariable('start_date') + day_no::integer)::date as rate_date,
    currency.code as from_currency,
    'EUR' as to_currency,
    round(
        currency.middle * (
            1 + 0.021 * sin(day_no / currency.wave)
            + 0.004 * (uniform(concat(currency.code, day_no), 'rate') - 0.5)
        ), 6
    )::decimal(18, 8) as rate
from range(-200, getvariable('days') + 200) as day(day_no)
cross join (values ('USD', 0.9184, 17.0), ('GBP', 1.1672, 23.0)) as currency(code, middle, wave)
order by rate_date, from_currency;
