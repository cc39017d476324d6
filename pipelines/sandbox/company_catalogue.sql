-- What the company is made of: markets, and channels with their true effect.

create table markets as
select
    *,
    sum(weight) over (order by country) - weight as from_share,
    sum(weight) over (order by country) as to_share
from (values
    ('AT', 'Austria', 'Vienna', 'Europe', 'EUR', 'EU', 8),
    ('DE', 'Germany', 'Berlin', 'Europe', 'EUR', 'EU', 40),
    ('FR', 'France', 'Lyon', 'Europe', 'EUR', 'EU', 12),
    ('GB', 'United Kingdom', 'Leeds', 'Europe', 'GBP', 'EU', 13),
    ('NL', 'Netherlands', 'Utrecht', 'Europe', 'EUR', 'EU', 7),
    ('US', 'United States', 'Boston', 'Americas', 'USD', 'US', 20)
) as market(country, country_name, city, continent, currency, region, weight);

-- beta: what one fresh touch adds to the hazard of becoming a lead, and of a deal going on;
-- channel_group: the channel's name in reports.
create table channel_effects as
from (values
    ('Paid Search', 'Paid Search', 0.030, 0.30),
    ('Cross-network', 'Cross-network', 0.014, 0.14),
    ('Display', 'Display', 0.004, 0.03),
    ('Paid Social', 'Paid Social', 0.016, 0.12),
    ('Organic Search', 'Organic Search', 0.022, 0.26),
    ('Organic Social', 'Organic Social', 0.009, 0.08),
    ('Email', 'Email', 0.040, 0.34),
    ('Referral', 'Referral', 0.034, 0.36),
    ('Direct', 'Direct', 0.004, 0.05),
    ('Trade Show', 'Events', 1.100, 0.45),
    ('Partner Referral', 'Partners', 2.200, 0.90),
    ('Phone', 'Offline', 2.500, 0.70),
    ('Purchased List', 'Outbound Sales', 1.000, 0.08)
) as effect(channel, channel_group, beta_lead, beta_deal);

create table hazard_stages as
from (values
    ('lead', 0.70, 14, 0.004),
    ('opportunity', 0.75, 30, 0.030),
    ('deal_won', 1.05, 60, 0.060)
) as stage(stage, scale, half_life_days, baseline);

create table channel_mix as
select
    visit_kind,
    channel,
    (sum(weight) over visits - weight) / 100.0 as from_share,
    sum(weight) over visits / 100.0 as to_share
from (values
    ('first', 'Paid Search', 23), ('first', 'Cross-network', 7), ('first', 'Display', 4),
    ('first', 'Paid Social', 6), ('first', 'Organic Search', 30), ('first', 'Organic Social', 5),
    ('first', 'Referral', 8), ('first', 'Direct', 17),
    ('return', 'Paid Search', 11), ('return', 'Cross-network', 3), ('return', 'Display', 6),
    ('return', 'Paid Social', 3), ('return', 'Organic Search', 19),
    ('return', 'Organic Social', 2), ('return', 'Referral', 4), ('return', 'Direct', 35),
    ('return', 'Email', 17)
) as mix(visit_kind, channel, weight)
window visits as (partition by visit_kind order by channel);
