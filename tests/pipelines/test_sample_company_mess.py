"""Every kind of mess the sample company promises is there, even when it is small."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.sandbox.company import build_company

PRESENT = {
    "leads converted to contact, account and deal": """
        from salesforce."Lead" where "IsConverted" and "ConvertedContactId" is not null
        and "ConvertedAccountId" is not null and "ConvertedOpportunityId" is not null
        and "ConvertedDate" is not null""",
    "leads merged": """
        from salesforce."Lead" as loser inner join salesforce."Lead" as winner
        on loser."MasterRecordId" = winner."Id"
        where loser."IsDeleted" and not winner."IsDeleted" """,
    "leads deleted": """from salesforce."Lead" where "IsDeleted" and "MasterRecordId" is null""",
    "leads with a click id and no cookie": """
        from salesforce."Lead" where "GCLID__c" is not null and "GA_Client_ID__c" is null""",
    "leads that never visited but name a source": """
        from salesforce."Lead" where "LeadSource" = 'Trade Show' and "GA_Client_ID__c" is null""",
    "leads by referral": """from salesforce."Lead" where "LeadSource" = 'Partner Referral'""",
    "leads that report their source": """
        from salesforce."Lead" where "Self_Reported_Source__c" is not null""",
    "two leads of one address on two cookies": """
        from (select lower(trim("Email")) from salesforce."Lead" group by all
        having count(distinct "GA_Client_ID__c") > 1)""",
    "one cookie with several addresses": """
        from (select "GA_Client_ID__c" from salesforce."Lead"
        where "GA_Client_ID__c" is not null and not "IsDeleted" group by all
        having count(distinct lower(trim("Email"))) > 1)""",
    "contacts merged": """
        from salesforce."Contact" where "IsDeleted" and "MasterRecordId" is not null""",
    "accounts merged": """
        from salesforce."Account" where "IsDeleted" and "MasterRecordId" is not null""",
    "deals with several contacts": """
        from (select "OpportunityId" from salesforce."OpportunityContactRole"
        group by all having count(*) > 1)""",
    "deals lost": """from salesforce."Opportunity" where "IsClosed" and not "IsWon" """,
    "deals deleted": """from salesforce."Opportunity" where "IsDeleted" """,
    "deals reopened": """
        from salesforce."OpportunityHistory" as lost
        inner join salesforce."OpportunityHistory" as later using ("OpportunityId")
        where lost."StageName" = 'Closed Lost' and later."Id" > lost."Id"
        and later."StageName" = 'Negotiation/Review' """,
    "deals in dollars": """from salesforce."Opportunity" where "CurrencyIsoCode" = 'USD'""",
    "deals in pounds": """from salesforce."Opportunity" where "CurrencyIsoCode" = 'GBP'""",
    "deals won": """from salesforce."Opportunity" where "IsWon" and not "IsDeleted" """,
    "history rows of one second": """
        from (select "OpportunityId", "CreatedDate" from salesforce."OpportunityHistory"
        group by all having count(*) > 1)""",
    "leads closed without a word": """
        from salesforce."Lead" as lead where "Status" = 'Closed - Not Converted' and not "IsDeleted"
        and not exists (from salesforce."Task" where "WhoId" = lead."Id"
        and "TaskSubtype" != 'ListEmail')
        and not exists (from salesforce."Event" where "WhoId" = lead."Id")""",
    "leads turned down with a reason and a date": """
        from salesforce."Lead" where "Rejection_Reason__c" is not null
        and "Rejected_At__c" >= "CreatedDate" and not "IsDeleted" """,
    "leads turned down without a reason": """
        from salesforce."Lead" where "Rejection_Reason__c" is null
        and "Status" = 'Closed - Not Converted' """,
    "activities deleted": """from salesforce."Task" where "IsDeleted" """,
    "activities about deals": """
        from salesforce."Event" inner join salesforce."Opportunity" as deal
        on "WhatId" = deal."Id" """,
    "mails and calls typed in by hand": """
        from salesforce."Task" where "TaskSubtype" = 'Task' and "Type" in ('Call', 'Email')""",
    "mass mails": """from salesforce."Task" where "TaskSubtype" = 'ListEmail' """,
    "meetings copied for whoever was invited": """from salesforce."Event" where "IsChild" """,
    "meetings still to come": """
        from salesforce."Event" where "StartDateTime" > timestamp '2026-09-28 21:00:00'""",
    "tasks planned": """
        from salesforce."Task" where not "IsClosed" and "ActivityDate" > date '2026-09-28'""",
    "tasks overdue": """
        from salesforce."Task" where not "IsClosed" and "ActivityDate" < date '2026-09-28'""",
    "names in what sellers write": """
        from salesforce."Task" where "Subject" like '%Canary%'""",
    "spend without a click": """
        from google_ads.ad_group_ad_performance
        where "metrics.clicks" = 0 and "metrics.cost_micros" > 0""",
    "performance max spend": """
        from google_ads.campaign_performance
        where "campaign.advertising_channel_type" = 'PERFORMANCE_MAX'
        and "metrics.cost_micros" > 0""",
    "costs that are no whole cents": """
        from google_ads.ad_group_ad_performance where "metrics.cost_micros" % 10000 != 0""",
    "an account in dollars": """
        from google_ads.customer where "customer.currency_code" = 'USD'""",
    "events without consent": """
        from events where user_pseudo_id is null
        and privacy_info.analytics_storage = 'No'""",
    "events doubled in a file": """
        from (select filename, event_timestamp, user_pseudo_id, event_name, batch_page_id,
        event_bundle_sequence_id from events group by all having count(*) > 1)""",
    "events doubled across daily files": """
        from (select event_timestamp, user_pseudo_id, event_name, batch_page_id,
        event_bundle_sequence_id from events where filename not like '%intraday%' group by all
        having count(distinct filename) > 1)""",
    "events both daily and intraday": """
        from (select event_timestamp, user_pseudo_id, event_name from events group by all
        having count(distinct contains(filename, 'intraday')) > 1)""",
    "late events": """
        from events where event_date > strftime(make_timestamp(event_timestamp)
        + interval 3 hour, '%Y%m%d') and event_timestamp > 1000000000000000""",
    "events of the future": """
        from events where make_timestamp(event_timestamp) > timestamp '2030-01-01'""",
    "events before the web": """
        from events where make_timestamp(event_timestamp) < timestamp '2005-01-01'""",
    "bots": "from params where key = 'user_agent' and value.string_value like '%bot%'",
    "campaign links in capitals": """
        from params where key = 'page_location' and value.string_value like '%utm_medium=CPC%'""",
    "campaign links percent-encoded": """
        from params where key = 'page_location'
        and regexp_matches(value.string_value, 'utm_campaign=[^&]*%2D')""",
    "campaign links with double values": """
        from params where key = 'page_location'
        and regexp_matches(value.string_value, 'utm_source=.*utm_source=')""",
    "campaign links that cannot be decoded": """
        from params where key = 'page_location' and contains(value.string_value, '%ZZ')""",
    "a campaign link of 5 kB": """
        from params where key = 'page_location' and length(value.string_value) > 5000""",
    "log-ins": "from events where event_name = 'login'",
    "sign-ups": "from events where event_name = 'sign_up'",
    "two cookies of one user": """
        from (select user_id from events where user_id is not null group by all
        having count(distinct user_pseudo_id) > 1)""",
    "shop purchases": """
        from events where event_name = 'purchase' and ecommerce.transaction_id is not null
        and ecommerce.purchase_revenue > 0""",
    "two files of one page": """
        from (select count(distinct value.string_value) as files from params
        where key = 'file_name' and value.string_value like '/files/titrators-%')
        where files = 2""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("company")
    build_company(built, visitors=800)
    return built


@pytest.fixture(scope="module")
def company(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(folder / "company.duckdb"), read_only=True) as connection:
        connection.execute(
            f"create temp view events as from read_parquet('{folder}/ga4/*.parquet', filename=true)"
        )
        connection.execute(
            "create temp view params as select unnest(event_params, max_depth := 2) from events"
        )
        yield connection


@pytest.mark.parametrize("mess", PRESENT)
def test_present(company: duckdb.DuckDBPyConnection, mess: str) -> None:
    assert company.execute(f"select count(*) {PRESENT[mess]}").fetchall()[0][0] > 0


def test_salesforce_ids_are_18_characters_with_the_objects_prefix(
    company: duckdb.DuckDBPyConnection,
) -> None:
    prefixes = {
        "Lead": "00Q", "Contact": "003", "Account": "001", "Opportunity": "006", "Campaign": "701",
        "CampaignMember": "00v", "User": "005", "OpportunityHistory": "008",
        "OpportunityContactRole": "00K", "Task": "00T", "Event": "00U",
    }  # fmt: skip
    for table, prefix in prefixes.items():
        wrong = company.execute(
            f'select count(*) from salesforce."{table}" where length("Id") != 18 '
            f"""or not starts_with("Id", '{prefix}')"""
        ).fetchall()
        doubles = company.execute(
            f'select count(*) - count(distinct "Id") from salesforce."{table}"'
        ).fetchall()
        assert (table, wrong, doubles) == (table, [(0,)], [(0,)])


def test_every_reference_leads_to_a_record(company: duckdb.DuckDBPyConnection) -> None:
    for table, column, target in (
        ("Lead", "ConvertedContactId", "Contact"),
        ("Lead", "ConvertedAccountId", "Account"),
        ("Lead", "ConvertedOpportunityId", "Opportunity"),
        ("Lead", "MasterRecordId", "Lead"),
        ("Contact", "AccountId", "Account"),
        ("Opportunity", "AccountId", "Account"),
        ("Opportunity", "ContactId", "Contact"),
        ("Opportunity", "CampaignId", "Campaign"),
        ("OpportunityHistory", "OpportunityId", "Opportunity"),
        ("OpportunityContactRole", "OpportunityId", "Opportunity"),
        ("OpportunityContactRole", "ContactId", "Contact"),
        ("CampaignMember", "LeadId", "Lead"),
        ("CampaignMember", "CampaignId", "Campaign"),
        ("Account", "OwnerId", "User"),
        ("Task", "OwnerId", "User"),
        ("Event", "OwnerId", "User"),
    ):
        lost = company.execute(
            f'select count(*) from salesforce."{table}" where "{column}" is not null '
            f'and "{column}" not in (select "Id" from salesforce."{target}")'
        ).fetchall()
        assert (table, column, lost) == (table, column, [(0,)])


def test_every_record_was_stamped_after_it_was_made_and_before_the_window_closed(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """A record without a stamp would never be asked for by an increment."""
    tables = company.execute(
        "select table_name from duckdb_tables() where schema_name = 'salesforce'"
    ).fetchall()
    for (table,) in tables:
        wrong = company.execute(
            f'''select count(*) from salesforce."{table}" where not coalesce(
                "SystemModstamp" between "CreatedDate" and timestamp '2026-09-28 21:00:02', false
            )'''
        ).fetchall()
        assert (table, wrong) == (table, [(0,)])


def test_every_download_tells_its_file(company: duckdb.DuckDBPyConnection) -> None:
    told = "list_contains(list_transform(event_params, lambda param: param.key), '{}')"
    assert company.execute(
        f"select distinct {told.format('file_name')}, {told.format('link_url')}"
        " from events where event_name = 'file_download'"
    ).fetchall() == [(True, True)]


def test_performance_max_has_no_ad_level_rows(company: duckdb.DuckDBPyConnection) -> None:
    assert company.execute(
        """select count(*) from google_ads.ad_group_ad_performance
        where "campaign.advertising_channel_type" = 'PERFORMANCE_MAX'"""
    ).fetchall() == [(0,)]


def test_every_deal_and_order_finds_its_rate(
    company: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    missing = company.execute(
        f"""select count(*) from salesforce."Opportunity" as deal
        left join read_csv('{folder}/files/fx_rates.csv') as rates
        on rates."from" = deal."CurrencyIsoCode" and rates."date" = deal."CreatedDate"::date
        where deal."CurrencyIsoCode" != 'EUR' and rates.rate is null"""
    ).fetchall()
    assert missing == [(0,)]


def test_order_rows_are_german_with_refunds_and_two_unreadable_ones(folder: Path) -> None:
    with (folder / "files" / "orders.csv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    unreadable = {row["order_no"] for row in rows if row["order_no"].startswith("HI-9")}

    assert unreadable == {"HI-900001", "HI-900002"}
    assert any(row["amount"].startswith("-") and row["type"] == "refund" for row in rows)
    assert all("," in row["amount"] for row in rows if row["order_no"] != "HI-900001")
    assert all(len(row["order_date"].split(".")) == 3 for row in rows)
    assert any(not row["account"] for row in rows if row["order_no"] not in unreadable)


def test_the_show_list_has_addresses_names_phones_and_doubles(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "files" / "trade_show.xlsx").active
    assert sheet is not None
    header, *rows = list(sheet.iter_rows(values_only=True))
    emails = [str(row[header.index("E-mail")]).lower() for row in rows]

    assert "canary.person@canary.example" in emails
    assert len(set(emails)) < len(emails)
    assert any(row[header.index("Phone")] for row in rows)
    assert all(email.endswith(".example") for email in emails)


def test_json_days_read_like_the_others(folder: Path) -> None:
    """64-bit integers are text and nulls are left out, as the vendor's export writes them."""
    with gzip.open(folder / "ga4" / "events_20260602.json.gz", "rt", encoding="utf-8") as file:
        events = [json.loads(line) for line in file]

    assert events
    for event in events:
        assert isinstance(event["event_timestamp"], str)
        assert None not in event.values()
        params = {param["key"]: param["value"] for param in event["event_params"]}
        assert set(params["page_location"]) == {"string_value"}
        assert ("ga_session_id" in params) == ("user_pseudo_id" in event)


def test_totals_are_json_integers(folder: Path) -> None:
    totals = json.loads((folder / "truth" / "totals.json").read_text())
    assert isinstance(totals["ad_accounts"]["4445556666"]["cost_micros"], int)
