"""Writes the truth: who is who, what caused what, and the totals everything must come to.

Totals are sums over what the vendors answer and over the files themselves, made here and
nowhere else: they are what the warehouse is measured against.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines.sandbox.company_sql import path_literal
from pipelines.sandbox.company_stages import write_stages

RULES = {
    "cents": "integers; half a cent is rounded away from zero",
    "cost_cents": "per account and day, micros are rounded to cents; then summed",
    "cost_eur_cents": "per account and day, micros x rate of the day are rounded to cents of EUR; "
    "then summed",
    "won_revenue": "deals that are won and not deleted; per deal, amount x rate of the close date "
    "(UTC, the day of its last history row) is rounded to cents of EUR; then summed",
    "orders": "per order number and type (all its lines), amount x rate of the order date is "
    "rounded to cents of EUR; then summed; rows whose amount or date cannot be read are left out",
}

# decimals all the way: dividing would give doubles
_RATES = """
    create or replace temp table rates as
    select rate_date as day, from_currency as currency, rate::decimal(10, 8) as rate from fx_rates
    union all
    select distinct rate_date, 'EUR', 1 from fx_rates
"""
_AD_ACCOUNTS = """
    with days as (
        select "customer.id" as id, "segments.date" as day,
            sum("metrics.cost_micros")::decimal(22, 0) as micros,
            sum("metrics.clicks") as clicks, sum("metrics.impressions") as impressions
        from company.google_ads.campaign_performance
        group by all
    )
    select days.id::varchar as id, customer."customer.currency_code" as currency,
        sum(days.micros)::bigint as cost_micros,
        sum(round(days.micros * 0.0001::decimal(4, 4), 0))::bigint as cost_cents,
        sum(round(days.micros * rates.rate * 0.0001::decimal(4, 4), 0))::bigint as cost_eur_cents,
        sum(days.clicks)::bigint as clicks, sum(days.impressions)::bigint as impressions
    from days
    inner join company.google_ads.customer as customer on days.id = customer."customer.id"
    left join rates
        on rates.day = days.day and rates.currency = customer."customer.currency_code"
    group by all
    order by id
"""
_AD_CAMPAIGNS = """
    select "campaign.id"::varchar as id, sum("metrics.cost_micros")::bigint as cost_micros
    from company.google_ads.campaign_performance
    group by all
    order by id
"""
_AD_LEVEL = """
    select sum("metrics.cost_micros")::bigint as cost_micros
    from company.google_ads.ad_group_ad_performance
"""
_WON = """
    select deal."CurrencyIsoCode" as currency, count(*) as deals,
        sum(deal."Amount" * 100)::bigint as cents,
        sum(round(deal."Amount"::decimal(22, 2) * rates.rate, 2) * 100)::bigint as eur_cents
    from company.salesforce."Opportunity" as deal
    left join rates
        on rates.day = deal."CloseDate" and rates.currency = deal."CurrencyIsoCode"
    where deal."IsWon" and not deal."IsDeleted"
    group by all
    order by currency
"""
_ORDERS = """
    with rows as (
        select order_number, order_type, currency,
            try_strptime(order_date, '%d.%m.%Y')::date as day,
            try_cast(replace(amount, ',', '.') as decimal(18, 2)) as amount
        from order_file
    ),
    orders as (
        select order_number, order_type, currency, day, sum(amount) as amount, count(*) as rows
        from rows
        where day is not null and amount is not null
        group by all
    )
    select orders.order_type, orders.currency, count(*) as orders, sum(orders.rows)::bigint as rows,
        sum(orders.amount * 100)::bigint as cents,
        sum(round(orders.amount::decimal(22, 2) * rates.rate, 2) * 100)::bigint as eur_cents
    from orders
    left join rates on rates.day = orders.day and rates.currency = orders.currency
    group by all
    order by orders.order_type, orders.currency
"""
_COUNTS = {
    "leads": """select count(*) as rows, count(*) filter ("IsDeleted") as deleted,
        count("MasterRecordId") as merged, count(*) filter ("IsConverted") as converted,
        count(*) filter (not "IsDeleted") as kept from company.salesforce."Lead" """,
    "contacts": """select count(*) as rows, count(*) filter ("IsDeleted") as deleted,
        count("MasterRecordId") as merged from company.salesforce."Contact" """,
    "accounts": """select count(*) as rows, count(*) filter ("IsDeleted") as deleted,
        count("MasterRecordId") as merged from company.salesforce."Account" """,
    "deals": """select count(*) as rows, count(*) filter ("IsDeleted") as deleted,
        count(*) filter ("IsWon" and not "IsDeleted") as won,
        count(*) filter ("IsClosed" and not "IsWon" and not "IsDeleted") as lost,
        count(*) filter (not "IsClosed" and not "IsDeleted") as open
        from company.salesforce."Opportunity" """,
    "visitors": """select (select count(*) from persons) as drawn,
        (select count(distinct person_no) from sessions) as people,
        (select count(distinct client_id) from all_sessions where not is_consent_denied)
            as cookies,
        (select count(*) from all_sessions where not is_bot) as visits,
        (select count(*) from all_sessions where is_bot) as bot_visits""",
    "web_events": """select count(*) as exported_rows,
        count(*) filter (not is_intraday) as daily_rows,
        count(*) filter (is_intraday) as intraday_rows,
        count(distinct copy_of) filter (copy_no < 3) as distinct_events,
        count(distinct (copy_of, export_date)) filter (copy_no = 3) as future,
        count(distinct (copy_of, export_date)) filter (copy_no = 4) as before_2005,
        count(distinct copy_of) filter (is_late and copy_no < 3) as late,
        count(distinct export_table) as files from exported_events""",
    "trade_show": "select count(*) as rows, count(distinct person_no) as people from show_list",
    "order_file": """select count(*) as rows,
        count(*) filter (order_number like 'HI-9%') as unreadable from order_file""",
}


def write_truth(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `people.parquet`, `conversions.parquet`, `stages.parquet` and `totals.json`.

    people: true_person_id, identifier_type (cookie, user_id, email, phone, crm_id as
    `<system>:<id>`), identifier in clear. A shared device's cookie has several people.
    conversions: conversion_type (lead, opportunity, deal_won), conversion_key
    (`salesforce:<id>`), true_person_id, converted_at (UTC), hazard, probability = 1 - exp(-hazard),
    true_channel (drawn by the shares of the hazard; `(baseline)`: no marketing), contributions
    (channel to its part of the hazard).
    stages: true_person_id, cycle, stage (sal and later: what the CRM alone decides), entered_at
    (UTC), outcome; stages that were seen, not those that later ones imply.
    totals.json: integers, with the rules of rounding in it.
    """
    folder.mkdir()
    stages = write_stages(connection)
    for table in ("people", "conversions", "stages"):
        target = path_literal(folder / f"{table}.parquet")
        connection.execute(f"copy truth_{table} to {target} (format parquet)")
    totals = _totals(connection) | {"funnel": stages}
    (folder / "totals.json").write_text(json.dumps(totals, indent=2) + "\n")


def _totals(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    connection.execute(_RATES)
    won = _rows(connection, _WON)
    return {
        "rules": RULES,
        "reporting_currency": "EUR",
        "ad_accounts": {row.pop("id"): row for row in _rows(connection, _AD_ACCOUNTS)},
        "ad_campaigns": {row["id"]: row["cost_micros"] for row in _rows(connection, _AD_CAMPAIGNS)},
        "ad_level_cost_micros": _rows(connection, _AD_LEVEL)[0]["cost_micros"],
        "won_revenue": {
            "cents": {row["currency"]: row["cents"] for row in won},
            "deals": {row["currency"]: row["deals"] for row in won},
            "eur_cents": sum(row["eur_cents"] for row in won),
        },
        **_order_totals(_rows(connection, _ORDERS)),
        **{name: _rows(connection, query)[0] for name, query in _COUNTS.items()},
    }


def _order_totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    totals = {}
    for name, order_type in (("orders", "order"), ("refunds", "refund")):
        parts = [row for row in rows if row["order_type"] == order_type]
        totals[name] = {
            "count": sum(row["orders"] for row in parts),
            "rows": sum(row["rows"] for row in parts),
            "cents": {row["currency"]: row["cents"] for row in parts},
            "eur_cents": sum(row["eur_cents"] for row in parts),
        }
    return totals


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
