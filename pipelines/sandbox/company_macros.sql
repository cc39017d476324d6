-- Every draw is a function of (seed, salt, row id): rows may be made in any order, on any number
-- of threads and in any amount, and the same row is the same again. md5 and not hash(): hash() may
-- change with the DuckDB version, and with it every figure somebody quoted.

create macro uniform(row_id, salt) as (
    (md5_number_lower(concat(getvariable('seed'), '|', salt, '|', row_id)) >> 11)::double
    / 9007199254740992.0
);

create macro whole(row_id, salt, choices) as (
    floor(uniform(row_id, salt) * choices)::bigint
);

create macro pick(items, row_id, salt) as (
    items[1 + whole(row_id, salt, len(items))]
);

create macro normal(row_id, salt) as (
    sqrt(-2 * ln(1 - uniform(row_id, salt))) * cos(2 * pi() * uniform(row_id, salt || '~'))
);

-- Sums of hazards are made of whole billionths: adding doubles depends on the order of threads.
create macro nano(amount) as round(amount * 1e9)::bigint;

create macro berlin_to_utc(local_time) as (
    timezone('UTC', timezone('Europe/Berlin', local_time::timestamp))
);

create macro utc_to_local(utc_time, time_zone) as (
    timezone(time_zone, timezone('UTC', utc_time::timestamp))
);

create macro seconds_after(start_at, seconds) as (
    start_at + to_microseconds((seconds * 1000000)::bigint)
);

create macro days_after(start_at, days) as seconds_after(start_at, round(days * 86400));

-- 15 characters and the three that make the id safe to compare without case.
create macro salesforce_checksum(short_id) as (
    array_to_string(
        list_transform(
            [0, 5, 10],
            lambda chunk: substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1 + list_sum(list_transform(
                    [0, 1, 2, 3, 4],
                    lambda bit: if(
                        substr(short_id, chunk + bit + 1, 1) between 'A' and 'Z', 1 << bit, 0
                    )
                ))::bigint,
                1
            )
        ),
        ''
    )
);

create macro salesforce_id(prefix, number) as (
    prefix || 'Hd' || lpad(number::varchar, 10, '0')
    || salesforce_checksum(concat(prefix, 'Hd', '0000000000'))
);

create macro google_click_id(row_id) as (
    'Cj0KCQjw'
    || translate(to_base64(unhex(md5(concat(getvariable('seed'), '|gclid|', row_id)))), '+/=', '-_')
    || '_wcB'
);

-- Hazard of each subject per channel, in billionths. A touch adds fit x beta, halving every
-- half_life days; what would have happened without any marketing is the channel '(baseline)'.
create macro hazard_terms(subjects, stage_name) as table (
    select
        subject.subject_id,
        touch.channel,
        sum(nano(
            subject.fit * stage.scale
            * if(stage_name = 'lead', channel_effect.beta_lead, channel_effect.beta_deal)
            * pow(0.5, date_diff('second', touch.touched_at, subject.decided_at)
                / (86400.0 * stage.half_life_days))
        ))::bigint as hazard_nano
    from query_table(subjects) as subject
    inner join touches as touch
        on
            subject.person_no = touch.person_no
            and subject.decided_at >= touch.touched_at
    inner join channel_effects as channel_effect on touch.channel = channel_effect.channel
    inner join hazard_stages as stage on stage.stage = stage_name
    group by all

    union all

    select
        subject.subject_id,
        '(baseline)' as channel,
        max(nano(subject.fit * stage.scale * stage.baseline)) as hazard_nano
    from query_table(subjects) as subject
    inner join hazard_stages as stage on stage.stage = stage_name
    group by all
);
