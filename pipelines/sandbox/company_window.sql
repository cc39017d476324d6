-- The first and the last moment anything happens, in UTC: whole days of the property's time zone.
set variable window_start = berlin_to_utc(getvariable('start_date'));
set variable window_end = (
    berlin_to_utc(getvariable('start_date') + getvariable('days')::integer) - interval 1 hour
);
