"""What counts as a contact: visits, responses, and what records declare of the untracked."""

from datetime import datetime
from typing import Any

import pytest

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

# Declared sources: those of the real leads of Olist, and those that come with a new Salesforce org.
DECLARED = {
    "organic_search": "Organic Search",
    "paid_search": "Paid Search",
    "social": "Organic Social",
    "unknown": "Unassigned",
    "direct_traffic": "Direct",
    "email": "Email",
    "referral": "Referral",
    "other": "Unassigned",
    "display": "Display",
    "Trade Show": "Events",
    "Partner Referral": "Partners",
    "Employee Referral": "Referral",
    "External Referral": "Referral",
    "Word of mouth": "Referral",
    "Webinar": "Events",
    "Web": "Unassigned",
    "Phone Inquiry": "Offline",
    "Purchased List": "Outbound Sales",
    "Cold Call": "Outbound Sales",
    "Advertisement": "Offline",
    "Google AdWords": "Paid Search",
    "Google": "Organic Search",
}

ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [
        *[
            person(f"tp-declared-{source}", "2026-06-01 08:00", lead_source=source)
            for source in DECLARED
        ],
        person("tp-silent", "2026-06-01 08:00"),
        person("tp-told", "2026-06-01 08:00", self_reported_source=" A Podcast? No: radio "),
        person(
            "tp-gclid",
            "2026-06-01 08:00",
            gclid="tp-click",
            utm_source="newsletter",
            lead_source="Trade Show",
        ),
        person(
            "tp-tagged",
            "2026-06-01 08:00",
            utm_source="bing",
            utm_medium="cpc",
            utm_content="ad-7",
            lead_source="Web",
        ),
        person("tp-visited", "2026-06-01 08:00", lead_source="Other", anonymous_id="tp-before"),
        person(
            "tp-came-later", "2026-06-01 08:00", lead_source="Referral", anonymous_id="tp-after"
        ),
        person("tp-first", "2026-06-01 08:00", lead_source="Web", email_key="tp-twice"),
        person("tp-second", "2026-06-05 08:00", lead_source="Trade Show", email_key="tp-twice"),
        person(
            "tp-merged-away",
            "2026-06-01 08:00",
            lead_source="Cold Call",
            is_deleted=True,
            merged_into_source_id="tp-kept",
        ),
        person("tp-kept", "2026-06-02 08:00", lead_source="Email"),
        person("tp-deleted", "2026-06-01 08:00", lead_source="Email", is_deleted=True),
        person("tp-bot-reader", "2026-06-01 08:00", lead_source="Email", anonymous_id="tp-bot"),
        person("tp-badge", "2026-06-01 08:00", source_system="files"),
        person("tp-guest", "2026-06-01 08:00", account_source_id="tp-account-old"),
    ],
    "accounts": [
        {"account_source_id": "tp-account-old", "merged_into_source_id": "tp-account-mid"},
        {"account_source_id": "tp-account-mid", "merged_into_source_id": "tp-account"},
        {"account_source_id": "tp-account", "name": "Acme", "parent_source_id": "tp-ring-a"},
        {"account_source_id": "tp-ring-a", "merged_into_source_id": "tp-ring-b"},
        {"account_source_id": "tp-ring-b", "merged_into_source_id": "tp-ring-a"},
    ],
    "web_events": [
        event("tp-before", "2026-06-01 07:30", utm_source="google", utm_medium="cpc"),
        event("tp-after", "2026-06-01 08:00:01"),
        event("tp-bot", "2026-05-01 08:00", user_agent="curl/8.1"),
    ],
    "campaigns": [
        {
            "source_system": "google_ads",
            "platform": "google_ads",
            "ad_account_id": "1",
            "campaign_source_id": "tp-800",
            "name": "TP Display",
            "type": "DISPLAY",
        },
        {"campaign_source_id": "tp-show", "name": "Lab Days", "type": "Trade Show"},
    ],
    "ad_clicks": [
        {
            "source_system": "google_ads",
            "platform": "google_ads",
            "click_id": "tp-click",
            "click_id_type": "gclid",
            "clicked_on": "2026-05-30",
            "campaign_source_id": "tp-800",
        }
    ],
    "campaign_responses": [
        {
            "response_source_id": "tp-r1",
            "person_source_id": "tp-guest",
            "campaign_source_id": "tp-show",
            "has_responded": True,
            "responded_at": "2026-06-03 12:00",
        },
        {
            "source_system": "files",
            "response_source_id": "tp-r3",
            "person_source_id": "tp-badge",
            "campaign_source_id": "tp-show",
            "has_responded": True,
            "responded_at": "2026-06-03 12:00",
        },
        {
            "response_source_id": "tp-r2",
            "person_source_id": "tp-silent",
            "campaign_source_id": "tp-show",
            "status": "Sent",
            "has_responded": False,
        },
    ],
}


def touches(warehouse: Warehouse, person_source_id: str) -> list[dict[str, Any]]:
    return warehouse.records(
        "select touches.* from marts.fct_touchpoints as touches"
        " inner join marts.dim_identifiers as ids on touches.person_id = ids.person_id"
        " where ids.identifier_type = 'crm_id' and ids.identifier = ? order by touched_at",
        [f"test:{person_source_id}"],
    )


@pytest.mark.parametrize("source", DECLARED)
def test_a_lead_without_visits_is_credited_to_its_declared_source(
    warehouse: Warehouse, source: str
) -> None:
    [touch] = touches(warehouse, f"tp-declared-{source}")
    assert touch["touchpoint_type"] == "declared_source"
    assert (touch["source"], touch["channel"]) == (source.lower(), DECLARED[source])
    assert touch["is_direct"] is (DECLARED[source] == "Direct")
    assert touch["touched_at"] == datetime(2026, 6, 1, 8)


def test_who_declares_nothing_was_touched_by_nothing(warehouse: Warehouse) -> None:
    assert touches(warehouse, "tp-silent") == []


def test_what_a_person_wrote_counts_where_nobody_picked_a_source(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-told")
    assert touch["source"] == "a podcast? no: radio"


def test_a_click_id_on_the_lead_says_more_than_its_tags_and_its_source(
    warehouse: Warehouse,
) -> None:
    [touch] = touches(warehouse, "tp-gclid")
    assert (touch["channel"], touch["campaign"]) == ("Display", "tp display")
    assert touch["campaign_id"] is not None


def test_tags_on_the_lead_say_more_than_its_source(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-tagged")
    assert (touch["source"], touch["medium"], touch["content"]) == ("bing", "cpc", "ad-7")
    assert touch["channel"] == "Paid Search"


def test_a_visit_before_the_record_speaks_for_itself(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-visited")
    assert (touch["touchpoint_type"], touch["channel"]) == ("session", "Paid Search")


def test_a_visit_after_the_record_does_not(warehouse: Warehouse) -> None:
    declared, visit = touches(warehouse, "tp-came-later")
    assert (declared["touchpoint_type"], declared["channel"]) == ("declared_source", "Referral")
    assert (visit["touchpoint_type"], visit["is_direct"]) == ("session", True)


def test_the_visit_of_a_bot_is_no_visit(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-bot-reader")
    assert touch["touchpoint_type"] == "declared_source"


def test_of_several_records_only_the_earliest_declares(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-second")
    assert touch["source"] == "web"


def test_a_merged_record_declares_nothing_and_a_deleted_one_neither(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-merged-away")
    assert (touch["source"], touch["touched_at"]) == ("email", datetime(2026, 6, 2, 8))
    assert touches(warehouse, "tp-deleted") == []


def test_a_response_to_a_campaign_touches_its_person_and_account(warehouse: Warehouse) -> None:
    [touch] = touches(warehouse, "tp-guest")
    assert (touch["touchpoint_type"], touch["channel"]) == ("campaign_response", "Events")
    assert (touch["source"], touch["campaign"]) == ("trade show", "lab days")
    [[name, parent]] = warehouse.rows(
        "select name, parent_account_id is not null from marts.dim_accounts where account_id = ?",
        [touch["account_id"]],
    )
    assert (name, parent) == ("Acme", True)


def test_a_file_may_name_the_campaign_of_another_system(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select touches.channel, touches.campaign from marts.fct_touchpoints as touches"
        " inner join marts.dim_identifiers as ids on touches.person_id = ids.person_id"
        " where ids.identifier = 'files:tp-badge'"
    )
    assert found == [("Events", "lab days")]


def test_merged_accounts_count_once_even_in_a_circle(warehouse: Warehouse) -> None:
    accounts = warehouse.rows(
        "select account_source_id from marts.dim_accounts"
        " where account_source_id like 'tp-%' order by 1"
    )
    assert accounts == [("tp-account",), ("tp-ring-a",)]


def test_the_first_touch_stands_beside_the_person(warehouse: Warehouse) -> None:
    [found] = warehouse.rows(
        "select first_channel, first_source, account_id is not null from marts.dim_people as people"
        " inner join marts.dim_identifiers as ids on people.person_id = ids.person_id"
        " where ids.identifier = 'test:tp-guest'"
    )
    assert found == ("Events", "trade show", True)
