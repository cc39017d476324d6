-- The event export: which file holds which event, late and double ones included.

create table exported_events as
with numbered as (
    select
        event_no as copy_of,
        least(
            -- held back on the device for a day or two
            utc_to_local(event_at, 'Europe/Berlin')::date + if(
                event_no % 331 = 5, 1 + (event_no % 2)::integer, 0
            ),
            getvariable('start_date')::date + getvariable('days')::integer - 1
        ) as export_date,
        event_no % 331 = 5 as is_late,
        epoch_us(event_at) as event_timestamp
    from event_rows
),

copies as (
    select *, 0 as copy_no from numbered
    union all
    -- sent twice, stored twice
    select *, 1 from numbered where copy_of % 503 = 9
    union all
    -- and again in the next day's file
    select * replace (export_date + 1 as export_date), 2
    from numbered
    where copy_of % 997 = 13 and export_date < getvariable('start_date')::date + getvariable('days')::integer - 1
    union all
    -- clocks that are ten years ahead, or were never set
    select * replace (event_timestamp + 315532800000000 as event_timestamp), 3
    from numbered
    where copy_of % 40000 = 100 or copy_of in (
        select floor(count(*) * part)::bigint from event_rows cross join (values (0.4), (0.8)) as spot(part)
        group by part
    )
    union all
    select * replace (event_timestamp % 86400000000 as event_timestamp), 4
    from numbered
    where copy_of in (
        select floor(count(*) * part)::bigint from event_rows cross join (values (0.05), (0.6)) as spot(part)
        group by part
    )
)

select
    row_number() over (
        order by export_date, is_intraday, event_timestamp, copy_of, copy_no
    ) as row_no,
    concat(
        'events_', if(is_intraday, 'intraday_', ''), strftime(export_date, '%Y%m%d')
    ) as export_table,
    *
from (
    select *, false as is_intraday from copies
    union all
    -- what the stream had written before the daily files of the last two days came
    select *, true from copies
    where export_date >= getvariable('start_date')::date + getvariable('days')::integer - 2 and not is_late
) as copies
order by row_no;

-- Laid out file after file, so that writing one file reads one range of rows; a range at a time,
-- because tens of millions of them, with all their texts, fit no memory.
create macro rows_to_export(first_row, last_row) as table (
    select
        export.*,
        event.*
    from exported_events as export
    inner join event_rows as event on export.copy_of = event.event_no
    where export.row_no between first_row and last_row
);

-- Empty: each range of rows takes their place.
create table narrow_rows as from rows_to_export(0, 0);
create table export_rows as from full_events('narrow_rows');
