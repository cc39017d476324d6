-- The vendor's nested form of an event.

-- In the order in which export_rows is laid out: a scan keeps it, and sorting nested rows is dear.
create macro ga4_export(first_row, last_row) as table (
    select
        strftime(event.export_date, '%Y%m%d') as event_date,
        event.event_timestamp,
        null::bigint as event_previous_timestamp,
        event.event_name,
        -- a parameter without a value is not sent
        [
            text_param('page_location', event.page_location),
            text_param('page_title', event.page_title),
            text_param('user_agent', event.user_agent)
        ]
        || text_params_if_any('page_referrer', event.page_referrer)
        || if(event.is_consent_denied, [], [
            int_param('ga_session_id', epoch(event.started_at)),
            int_param('ga_session_number', event.device_session_no)
        ])
        || case event.event_name
            when 'user_engagement' then [
                int_param(
                    'engagement_time_msec', event.dwell_ms
                ), text_param('session_engaged', '1')
            ]
            when 'scroll' then [
                int_param(
                    'engagement_time_msec', event.dwell_ms // 2
                ), int_param('percent_scrolled', 90)
            ]
            when 'purchase' then [
                text_param(
                    'transaction_id', event.transaction_id
                ), double_param('value', event.revenue),
                text_param('currency', event.currency)
            ]
            when 'generate_lead' then
                [
                    text_param('form_id', event.form_id)
                ] || text_params_if_any('form_email', event.form_email)
            when 'sign_up' then [text_param('form_id', event.form_id)]
            when 'file_download' then [
                text_param('file_name', event.file_name),
                text_param('file_extension', regexp_extract(event.file_name, '[^.]+$')),
                text_param('link_url', 'https://www.halden.example' || event.file_name)
            ]
            else []
        end
        || if(event.variant_id is null, [], [
            text_param('experiment_id', event.experiment_id),
            text_param('variant_id', event.variant_id)
        ])
        || if(event.is_landing,
            if(event.event_name = 'page_view', [int_param('entrances', 1)], [])
            || text_params_if_any('source', event.source)
            || text_params_if_any('medium', event.medium)
            || text_params_if_any('campaign', event.campaign)
            || text_params_if_any('content', event.content)
            || text_params_if_any('term', event.term)
            || text_params_if_any('gclid', event.gclid),
            []
        ) as event_params,
        null::double as event_value_in_usd,
        event.bundle_no::bigint as event_bundle_sequence_id,
        0::bigint as event_server_timestamp_offset,
        event.step_no::bigint as batch_event_index,
        event.step_no::bigint + 1 as batch_ordering_id,
        epoch_ms(event.viewed_at) as batch_page_id,
        event.user_id,
        if(event.is_consent_denied, null, event.client_id) as user_pseudo_id,
        {
            'analytics_storage': if(event.is_consent_denied, 'No', 'Yes'),
            'ads_storage': if(event.is_consent_denied or event.is_ads_denied, 'No', 'Yes'),
            'uses_transient_token': 'No'
        } as privacy_info,
        []::struct(
            key varchar,
            value struct(
                string_value varchar, int_value bigint, float_value double, double_value double,
                set_timestamp_micros bigint
            )
        )[] as user_properties,
        if(
            event.is_consent_denied, null, epoch_us(event.device_first_seen_at)
        ) as user_first_touch_timestamp,
        {'revenue': 0.0::double, 'currency': 'EUR'} as user_ltv,
        {
            'category': event.device_category, 'mobile_brand_name': null::varchar, 'mobile_model_name': null::varchar,
            'mobile_marketing_name': null::varchar, 'mobile_os_hardware_model': null::varchar,
            'operating_system': if(event.device_category = 'desktop', 'Windows', 'iOS'),
            'operating_system_version': if(
                event.device_category = 'desktop', '10', '17.5'
            ), 'vendor_id': null::varchar,
            'advertising_id': null::varchar, 'language': 'en', 'is_limited_ad_tracking': 'No', 'time_zone_offset_seconds': 7200::bigint,
            'browser': event.browser, 'browser_version': '126.0',
            'web_info': {
                'browser': event.browser, 'browser_version': '126.0',
                'hostname': 'www.halden.example'
            }
        } as device,
        {
            'continent': event.continent, 'sub_continent': null::varchar, 'country': event.country_name,
            'region': null::varchar, 'city': event.city, 'metro': '(not set)'
        } as geo,
        {
            'id': null::varchar, 'version': null::varchar, 'install_store': null::varchar,
            'firebase_app_id': null::varchar, 'install_source': null::varchar
        } as app_info,
        {'name': '(direct)', 'medium': '(none)', 'source': '(direct)'} as traffic_source,
        {
            'manual_campaign_id': null::varchar, 'manual_campaign_name': if(
                event.is_landing, event.campaign, null
            ),
            'manual_source': if(
                event.is_landing, event.source, null
            ), 'manual_medium': if(event.is_landing, event.medium, null),
            'manual_term': if(event.is_landing, event.term, null), 'manual_content': if(
                event.is_landing, event.content, null
            ),
            'manual_source_platform': null::varchar, 'manual_creative_format': null::varchar, 'manual_marketing_tactic': null::varchar,
            'gclid': if(
                event.is_landing, event.gclid, null
            ), 'dclid': null::varchar, 'srsltid': null::varchar
        } as collected_traffic_source,
        {
            'manual_campaign': {
                'campaign_id': null::varchar, 'campaign_name': event.campaign, 'source': event.source, 'medium': event.medium,
                'term': event.term, 'content': event.content, 'source_platform': null::varchar, 'creative_format': null::varchar, 'marketing_tactic': null::varchar
            }
        } as session_traffic_source_last_click,
        '5566778899' as stream_id,
        'WEB' as platform,
        {
            'total_item_quantity': if(
                event.revenue is null, null, 1
            )::bigint, 'purchase_revenue_in_usd': null::double, 'purchase_revenue': event.revenue,
            'refund_value_in_usd': null::double, 'refund_value': null::double, 'shipping_value_in_usd': null::double, 'shipping_value': null::double,
            'tax_value_in_usd': null::double, 'tax_value': null::double, 'unique_items': if(
                event.revenue is null, null, 1
            )::bigint, 'transaction_id': event.transaction_id
        } as ecommerce,
        list_filter([if(event.revenue is null, null, {
            'item_id': 'HI-CONS-1', 'item_name': 'Consumables', 'item_brand': 'Halden', 'item_variant': null::varchar, 'item_category': 'Consumables',
            'price': event.revenue, 'quantity': 1::bigint, 'item_revenue': event.revenue, 'coupon': null::varchar, 'affiliation': null::varchar
        })], lambda item: item is not null) as items,
        true as is_active_user
    from export_rows as event
    where event.row_no between first_row and last_row
);
