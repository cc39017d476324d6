"""Which channel a visit came through: Google's default grouping, and the traps around it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse


def cases() -> dict[str, dict[str, str | None]]:
    """The golden table: what a visit's first event carries, and what its session must say."""
    with (Path(__file__).parent / "channel_cases.csv").open(newline="") as table:
        return {
            row["story"]: {column: value or None for column, value in row.items()}
            for row in csv.DictReader(table)
        }


CASES = cases()


def carried(case: dict[str, str | None]) -> dict[str, Any]:
    told: dict[str, Any] = {
        tag: case[tag] for tag in ("utm_source", "utm_medium", "utm_campaign", "referrer")
    }
    told |= {"page": case["page"]} if case["page"] else {}
    click = case["click_id_type"]
    return told | ({click: f"ch-{case['story']}"} if click else {})


def cookie(story: str) -> str:
    return f"ch-{story}"


def ad_campaign(source_id: str, name: str, kind: str) -> dict[str, Any]:
    return {
        "source_system": "google_ads",
        "platform": "google_ads",
        "ad_account_id": "ch-1",
        "campaign_source_id": source_id,
        "name": name,
        "type": kind,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        *[
            event(cookie(story), "2026-06-01 10:00", **carried(case))
            for story, case in CASES.items()
        ],
        event("ch-pmax", "2026-06-01 10:00", gclid="ch-click-pmax"),
        event(
            "ch-by-id",
            "2026-06-01 10:00",
            utm_source="google",
            utm_medium="cpc",
            utm_id="ch-900",
            utm_campaign="whatever",
        ),
        event(
            "ch-by-capitals",
            "2026-06-01 10:00",
            utm_source="google",
            utm_medium="cpc",
            utm_id="CH-Cmp-12",
        ),
        event(
            "ch-by-name",
            "2026-06-01 10:00",
            utm_source="google",
            utm_medium="cpc",
            utm_campaign="ch brand eu",
        ),
        event(
            "ch-namesake-mail",
            "2026-06-01 10:00",
            utm_source="mailing",
            utm_medium="email",
            utm_campaign="ch brand eu",
        ),
        event(
            "ch-ambiguous",
            "2026-06-01 10:00",
            utm_source="google",
            utm_medium="cpc",
            utm_campaign="ch twice",
        ),
        event("ch-paid-then-paid", "2026-06-01 10:00", utm_source="partner-x", utm_medium="email"),
        event("ch-paid-then-paid", "2026-06-01 10:20", referrer="https://www.paypal.com/"),
        event("ch-no-click", "2026-06-01 10:00", gclid="Null"),
        event(
            "ch-given-host",
            "2026-06-01 10:00",
            referrer_host="WWW.Google.com:443",
            page_host="WWW.Halden.example:8080",
        ),
        event("ch-long", "2026-06-01 10:00", utm_source="ch" * 32_768, utm_medium="email"),
        event("ch-era", "2026-05-31 23:00", utm_source="ch-gazette", utm_medium="insert"),
        event("ch-era", "2026-06-01 00:00", utm_source="ch-gazette", utm_medium="insert"),
    ],
    "campaigns": [
        ad_campaign("ch-800", "CH PMax", "PERFORMANCE_MAX"),
        ad_campaign("ch-900", "CH Video", "VIDEO"),
        ad_campaign("CH-CMP-12", "CH Capitals", "SEARCH"),
        ad_campaign("ch-901", "CH Brand EU", "SEARCH"),
        ad_campaign("ch-902", "CH Twice", "DISPLAY"),
        ad_campaign("ch-903", "CH Twice", "DISPLAY"),
        {"campaign_source_id": "ch-701", "name": "Analytica", "type": "Trade Show"},
        {"campaign_source_id": "ch-702", "name": "Odd", "type": "Something else"},
    ],
    "ad_clicks": [
        {
            "source_system": "google_ads",
            "platform": "google_ads",
            "click_id": "ch-click-pmax",
            "click_id_type": "gclid",
            "clicked_on": "2026-06-01",
            "campaign_source_id": "ch-800",
        }
    ],
}

RULES: dict[str, list[dict[str, Any]]] = {
    "channel_rules": [
        {
            "priority": 5000,
            "valid_from": valid_from,
            "channel": channel,
            "source_pattern": "ch-gazette",
        }
        for valid_from, channel in [("1970-01-01", "Paid Other"), ("2026-06-01", "Offline")]
    ]
}


def session(warehouse: Warehouse, anonymous_id: str) -> dict[str, Any]:
    [visit] = warehouse.records(
        "select * from marts.fct_sessions where anonymous_id = ?", [anonymous_id]
    )
    return visit


@pytest.mark.parametrize("story", CASES)
def test_where_a_visit_came_from(warehouse: Warehouse, story: str) -> None:
    visit, case = session(warehouse, cookie(story)), CASES[story]
    for column in ("source", "medium", "channel"):
        assert visit[column] == case[column], column


def campaign_name(warehouse: Warehouse, visit: dict[str, Any]) -> str | None:
    found = warehouse.rows(
        "select name from marts.dim_campaigns where campaign_id = ?", [visit["campaign_id"]]
    )
    return found[0][0] if found else None


def test_a_click_of_a_known_campaign_takes_its_channel(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-pmax")
    assert campaign_name(warehouse, visit) == "CH PMax"
    assert (visit["channel"], visit["campaign"]) == ("Cross-network", "ch pmax")


def test_a_campaign_id_says_more_than_a_name(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-by-id")
    assert campaign_name(warehouse, visit) == "CH Video"
    assert (visit["channel"], visit["campaign"]) == ("Paid Video", "whatever")


def test_a_campaign_id_is_one_in_capitals_or_not(warehouse: Warehouse) -> None:
    assert campaign_name(warehouse, session(warehouse, "ch-by-capitals")) == "CH Capitals"


def test_a_campaign_is_known_by_its_exact_name(warehouse: Warehouse) -> None:
    assert campaign_name(warehouse, session(warehouse, "ch-by-name")) == "CH Brand EU"


def test_a_mailing_called_like_an_ad_campaign_is_a_mailing(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-namesake-mail")
    assert (visit["campaign_id"], visit["channel"]) == (None, "Email")


def test_a_name_that_two_campaigns_bear_names_none(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-ambiguous")
    assert (visit["campaign_id"], visit["channel"]) == (None, "Paid Search")


def test_coming_back_from_paying_starts_no_source(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-paid-then-paid")
    assert (visit["source"], visit["channel"], visit["page_views"]) == ("partner-x", "Email", 2)


def test_campaigns_have_channels_of_their_own(warehouse: Warehouse) -> None:
    channels = dict(warehouse.rows("select campaign_source_id, channel from marts.dim_campaigns"))
    assert channels["ch-701"] == "Events"
    assert channels["ch-702"] == "Unassigned"
    assert channels["ch-902"] == "Display"


def test_history_keeps_the_rule_of_its_day(warehouse: Warehouse) -> None:
    visits = (
        "select channel from marts.fct_sessions where anonymous_id = ? order by session_start_at"
    )
    assert warehouse.rows(visits, ["ch-era"]) == [("Paid Other",), ("Offline",)]


@pytest.mark.parametrize(
    ("restated", "channel"),
    [("true", "Offline"), ("2026-06-01", "Offline"), ("2026-05-31", "Paid Other")],
)
def test_all_days_are_judged_by_one_days_rules_where_that_is_asked_for(
    warehouse: Warehouse, restated: str, channel: str
) -> None:
    shown = warehouse.dbt(
        "show",
        "--quiet",
        "--select",
        "int_traffic_channels",
        "--vars",
        f"{{restate_channels: {restated}}}",
        "--limit",
        "-1",
        "--output",
        "json",
    )
    rows = json.loads(shown.stdout[shown.stdout.index("{") :])["show"]
    [key] = warehouse.rows(
        "select traffic_key from intermediate.int_traffic_sources where source = 'ch-gazette'"
    )
    of_gazette = [row for row in rows if row["traffic_key"] == key[0]]
    assert [(row["channel"], row["valid_to"]) for row in of_gazette] == [(channel, None)]
    assert of_gazette[0]["valid_from"].startswith("1970-01-01")


def test_a_host_that_is_given_apart_is_read_like_one_of_an_address(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-given-host")
    assert (visit["source"], visit["medium"]) == ("google", "organic")
    assert visit["referrer_host"] == "www.google.com"


def test_a_tool_that_collects_no_click_id_says_so_in_words(warehouse: Warehouse) -> None:
    assert session(warehouse, "ch-no-click")["channel"] == "Direct"


def test_addresses_read_as_their_examples_say(warehouse: Warehouse) -> None:
    ended = warehouse.dbt("test", "--select", "test_type:unit,path:models/intermediate/events")
    assert ended.stdout.count(" PASS ") == 2


def test_a_tag_of_64_kilobytes_is_cut(warehouse: Warehouse) -> None:
    visit = session(warehouse, "ch-long")
    assert (visit["source"], visit["channel"]) == ("ch" * 500, "Email")


def test_every_source_a_rule_may_be_asked_for_has_a_channel_of_ours(warehouse: Warehouse) -> None:
    strangers = warehouse.rows(
        "select distinct channel from marts.fct_sessions"
        " where channel not in (select channel from marts.dim_channels)"
    )
    assert strangers == []
