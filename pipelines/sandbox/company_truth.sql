-- What no tool of the company knows: who is who, and what caused what.

create table truth_people as
with identifiers as (
    select session.person_no, 'cookie' as identifier_type, cookie.client_id as identifier
    from sessions as session
    inner join cookies as cookie using (device_no)
    inner join devices as device using (device_no)
    where not device.is_consent_denied
    union
    select person_no, 'email', email from known_persons
    union
    select person_no, 'phone', phone from known_persons where phone is not null
    union
    select known.person_no, 'user_id', known.app_user_id
    from known_persons as known
    inner join lead_persons using (person_no)
    where known.app_user_id is not null
    union
    select person_no, 'crm_id', 'salesforce:' || salesforce_id('00Q', row_no)
    from lead_rows
    where row_kind != 'spam'
    union
    select person_no, 'crm_id', 'salesforce:' || salesforce_id('003', contact_no)
    from contact_people
    union
    select person_no, 'crm_id', 'salesforce:' || salesforce_id('003', 5000000 + contact_no)
    from contact_people
    where contact_no % 40 = 6
    union
    select person_no, 'crm_id', 'files:' || badge from show_list
)

select concat(
    'person-', lpad(person_no::varchar, 9, '0')
) as true_person_id, identifier_type, identifier
from identifiers
order by person_no, identifier_type, identifier;

-- whom sales would take on, and whom it did: every lead that was decided on
create table truth_qualifications as
select
    concat('person-', lpad(person_no::varchar, 9, '0')) as true_person_id,
    decided_at,
    hazard,
    1 - exp(-hazard) as probability,
    is_qualified
from lead_decisions
where is_decided
order by lead_no;

create table truth_conversions as
with hazards as (
    select 'lead' as conversion_type, lead.lead_no as number, hazard.channel, hazard.hazard_nano
    from lead_persons as lead
    inner join lead_hazards as hazard using (subject_id)
    union all
    select 'opportunity', deal.deal_no, hazard.channel, hazard.hazard_nano
    from deals as deal
    inner join opportunity_hazards as hazard on deal.primary_lead_no = hazard.subject_id
    where not deal.is_deleted
    union all
    -- sold without any marketing
    select 'opportunity', deal_no, '(baseline)', nano(1)
    from deals
    where is_legacy and not is_deleted
    union all
    select 'deal_won', deal.deal_no, hazard.channel, hazard.hazard_nano
    from deals as deal
    inner join deal_outcomes as outcome using (deal_no)
    inner join deal_hazards as hazard on deal.deal_no = hazard.subject_id
    where outcome.is_won and not deal.is_deleted
),

-- the cause is drawn: a channel with twice the share of the hazard is it twice as often
shares as (
    select
        hazards.conversion_type,
        hazards.number,
        hazards.hazard_nano,
        coalesce(effect.channel_group, hazards.channel) as channel,
        sum(hazard_nano) over (conversion order by hazards.channel) as up_to,
        sum(hazard_nano) over conversion as total,
        row_number() over (conversion order by hazards.channel) as turn
    from hazards
    left join channel_effects as effect on hazards.channel = effect.channel
    window conversion as (partition by conversion_type, number)
),

causes as (
    select
        conversion_type,
        number,
        max(total)::bigint / 1e9 as hazard,
        arg_min(channel, turn) filter (
            up_to > uniform(concat(conversion_type, number), 'cause') * total
        ) as true_channel,
        map_from_entries(list((channel, hazard_nano / 1e9) order by channel)) as contributions
    from shares
    group by conversion_type, number
),

keyed as (
    select
        'lead' as conversion_type,
        row.lead_no as number,
        salesforce_id('00Q', row.row_no) as source_id,
        row.person_no,
        row.created_at as converted_at
    from lead_rows as row
    where row.row_kind = 'first'
    union all
    select 'opportunity', deal_no, salesforce_id('006', deal_no), primary_person_no, created_at from deals
    union all
    select 'deal_won', deal_no, salesforce_id('006', deal_no), primary_person_no, decided_at from deals
)

select
    causes.conversion_type,
    'salesforce:' || keyed.source_id as conversion_key,
    concat('person-', lpad(keyed.person_no::varchar, 9, '0')) as true_person_id,
    keyed.converted_at,
    causes.hazard,
    1 - exp(-causes.hazard) as probability,
    causes.true_channel,
    causes.contributions
from causes
inner join keyed using (conversion_type, number)
order by keyed.converted_at, causes.conversion_type, keyed.source_id;
