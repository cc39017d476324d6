-- The export to JSON writes 64-bit integers as text and leaves out what is null.
create macro ga4_export_lines(first_row, last_row) as table (
    select
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    to_json(export)::varchar,
                    '"(event_timestamp|int_value|event_bundle_sequence_id|event_server_timestamp_offset|batch_event_index|batch_ordering_id|batch_page_id|user_first_touch_timestamp|time_zone_offset_seconds|total_item_quantity|unique_items|quantity)":(-?[0-9]+)',
                    '"\1":"\2"', 'g'
                ),
                '"[a-z_]+":null,?', '', 'g'
            ),
            ',}', '}', 'g'
        ) as line
    from ga4_export(first_row, last_row) as export
);
