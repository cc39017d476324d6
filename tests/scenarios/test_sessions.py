"""When a visit begins and ends, whose it is, and whether anybody was there."""

from datetime import datetime
from typing import Any

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
MAIL = "utm_source=brevo&utm_medium=email"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140"


def copy_of_one(row: int) -> dict[str, Any]:
    """The place of a copy of one event in the load that brought both: it decides who was first."""
    return {"event_id": "se-one", "batch_id": "copies", "row_in_batch": row}


ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        event("midnight", "2026-06-01 23:50:00", page="/pricing"),
        event("midnight", "2026-06-02 00:15:00", page="/contact"),
        event("exactly-30", "2026-06-01 10:00:00"),
        event("exactly-30", "2026-06-01 10:30:00"),
        event("just-over-30", "2026-06-01 10:00:00"),
        event("just-over-30", "2026-06-01 10:30:00.000001"),
        event("twins", "2026-06-01 09:00:00", page="/early"),
        event("twins", "2026-06-01 10:00:00", "session_start", page="/a"),
        event("twins", "2026-06-01 10:00:00", page="/a"),
        event("twins", "2026-06-01 10:00:00", "scroll", page="/a"),
        event("glance", "2026-06-01 10:00:00"),
        event("glance", "2026-06-01 10:00:09.9", "scroll"),
        event("ten-seconds", "2026-06-01 10:00:00"),
        event("ten-seconds", "2026-06-01 10:00:10", "scroll"),
        event("tab-in-the-back", "2026-06-01 10:00:00"),
        event("tab-in-the-back", "2026-06-01 10:05:00", "user_engagement", engagement_ms=2000),
        event("form", "2026-06-01 10:00:00", "generate_lead"),
        event("crawler", "2026-06-01 10:00:00", user_agent=GOOGLEBOT),
        event("crawler", "2026-06-01 10:01:00", user_agent=GOOGLEBOT, page="/b"),
        event("human", "2026-06-01 10:00:00", user_agent=CHROME),
        event(None, "2026-06-01 10:00:00", page="/no-consent"),
        event("undefined", "2026-06-01 10:00:00"),
        event("se-nobody", "2026-06-01 10:00:00", page="/se-nobody"),
        event("late-source", "2026-06-01 10:00:00", page="/"),
        event("late-source", "2026-06-01 10:05", page="/x", utm_source="brevo", utm_medium="email"),
        event("late-source", "2026-06-01 10:06:00", page="/y", utm_source="bing", utm_medium="cpc"),
        event("late-source", "2026-06-01 10:07:00", page="/z", country="DE"),
        event("", "2026-06-01 10:00:00", page="/empty-cookie"),
        event("one-id", "2026-06-01 10:00:00", page="/first", **copy_of_one(1)),
        event("one-id", "2026-06-01 12:00:00", page="/second", **copy_of_one(2)),
        event("repaired", "2099-01-01 00:00:00", page="/broken", event_id="se-repaired"),
        event("repaired", "2026-06-01 10:00:00", page="/right", event_id="se-repaired"),
        event("thrice", "2026-06-01 10:00:00", page="/a", event_id="se-thrice"),
        event("thrice", "2026-06-01 10:00:00", page="/a", event_id="se-thrice"),
        event("thrice", "2026-06-01 10:00:00", page="/a", event_id="se-thrice"),
        event("no-id", "2026-06-01 10:00:00", event_id=None),
        event("zero-clock", "1970-01-01 00:00:00"),
        event("own-domain", "2026-06-01 10:00:00", utm_source="brevo", utm_medium="email"),
        event("own-domain", "2026-06-01 10:05:00", referrer="https://shop.halden.example/cart"),
        event("long", "2026-06-01 10:00:00", page=f"/l?{MAIL}&x={'y' * 65536}"),
        event("escapes", "2026-06-01 10:00:00", page="/?utm_source=50%&utm_medium=%ZZ"),
        event("emoji", "2026-06-01 10:00:00", page="/?utm_source=%F0%9F%9A%80"),
        event("rtl", "2026-06-01 10:00:00", page="/?utm_source=%D7%A9%D7%9C"),
    ]
}  # fmt: skip

RULES = {"blocked_identifiers": [{"identifier_type": "any", "identifier": "se-nobody"}]}


def sessions(warehouse: Warehouse, visitor: str) -> list[dict[str, Any]]:
    return warehouse.records(
        "select * from marts.fct_sessions where anonymous_id = ? order by session_start_at",
        [visitor],
    )


def test_a_visit_across_midnight_is_one_session(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "midnight")
    assert visit["session_start_at"] == datetime(2026, 6, 1, 23, 50)
    assert visit["session_end_at"] == datetime(2026, 6, 2, 0, 15)
    assert (visit["landing_page_path"], visit["exit_page_path"]) == ("/pricing", "/contact")
    assert (visit["page_views"], visit["events"], visit["session_number"]) == (2, 2, 1)


def test_a_gap_of_exactly_the_timeout_does_not_split(warehouse: Warehouse) -> None:
    assert len(sessions(warehouse, "exactly-30")) == 1


def test_a_gap_longer_than_the_timeout_splits(warehouse: Warehouse) -> None:
    first, second = sessions(warehouse, "just-over-30")
    assert (first["session_number"], second["session_number"]) == (1, 2)
    assert first["person_id"] == second["person_id"]


def test_events_of_the_same_moment_stay_together(warehouse: Warehouse) -> None:
    early, late = sessions(warehouse, "twins")
    assert (early["events"], late["events"]) == (1, 3)


def test_a_glance_is_not_engaged_and_ten_seconds_are(warehouse: Warehouse) -> None:
    assert [visit["is_engaged"] for visit in sessions(warehouse, "glance")] == [False]
    assert [visit["is_engaged"] for visit in sessions(warehouse, "ten-seconds")] == [True]


def test_measured_attention_says_more_than_an_open_tab(warehouse: Warehouse) -> None:
    assert [visit["is_engaged"] for visit in sessions(warehouse, "tab-in-the-back")] == [False]


def test_a_conversion_engages_and_so_do_two_pages(warehouse: Warehouse) -> None:
    assert [visit["is_engaged"] for visit in sessions(warehouse, "form")] == [True]
    assert [visit["is_engaged"] for visit in sessions(warehouse, "midnight")] == [True]


def test_bots_are_flagged_and_kept_but_touch_nobody(warehouse: Warehouse) -> None:
    [crawl] = sessions(warehouse, "crawler")
    assert crawl["is_bot"]
    assert not sessions(warehouse, "human")[0]["is_bot"]
    touches = "select count(*) from marts.fct_touchpoints where session_id = ?"
    assert warehouse.value(touches, [crawl["session_id"]]) == 0
    bots = "select is_bot from marts.dim_people where person_id = ?"
    assert warehouse.value(bots, [crawl["person_id"]]) is True


def test_a_view_without_consent_is_a_view_without_a_session(warehouse: Warehouse) -> None:
    [view] = warehouse.records("select * from marts.fct_page_views where page_path = '/no-consent'")
    assert view["session_id"] is None
    assert view["person_id"] is None


def test_a_placeholder_is_nobodys_cookie(warehouse: Warehouse) -> None:
    assert sessions(warehouse, "undefined") == []


def test_what_is_nobodys_in_any_kind_is_nobodys_cookie(warehouse: Warehouse) -> None:
    """Its view is kept, like one without a cookie: a session without a person would be lost."""
    [view] = warehouse.records("select * from marts.fct_page_views where page_path = '/se-nobody'")
    assert (view["session_id"], view["page_view_number"]) == (None, None)
    held = "select count(*) from intermediate.int_session_activity where anonymous_id = ?"
    assert warehouse.value(held, ["se-nobody"]) == 0


def test_the_first_event_that_carries_a_source_gives_the_session_its_own(
    warehouse: Warehouse,
) -> None:
    [visit] = sessions(warehouse, "late-source")
    assert (visit["source"], visit["medium"], visit["channel"]) == ("brevo", "email", "Email")
    assert visit["country"] == "DE"


def test_an_empty_cookie_is_nobodys(warehouse: Warehouse) -> None:
    assert sessions(warehouse, "") == []
    [view] = warehouse.records(
        "select * from marts.fct_page_views where page_path = '/empty-cookie'"
    )
    assert (view["session_id"], view["page_view_number"]) == (None, None)


def test_of_two_contents_under_one_id_the_first_loaded_counts(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "one-id")
    assert (visit["landing_page_path"], visit["events"]) == ("/first", 1)


def test_a_content_that_cannot_be_true_gives_way_to_one_that_can(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "repaired")
    assert (visit["landing_page_path"], visit["events"]) == ("/right", 1)


def test_what_landed_three_times_happened_once(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "thrice")
    assert (visit["events"], visit["page_views"]) == (1, 1)
    views = "select count(*) from marts.fct_page_views where anonymous_id = 'thrice'"
    assert warehouse.value(views) == 1


def test_events_without_an_id_or_a_time_make_no_visit(warehouse: Warehouse) -> None:
    assert sessions(warehouse, "no-id") == []
    assert sessions(warehouse, "zero-clock") == []


def test_coming_from_a_domain_of_ones_own_is_no_campaign(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "own-domain")
    assert (visit["source"], visit["medium"], visit["events"]) == ("brevo", "email", 2)


def test_an_address_of_64_kilobytes_is_read_up_to_a_point(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "long")
    assert (visit["source"], visit["medium"], visit["landing_page_path"]) == (
        "brevo",
        "email",
        "/l",
    )


def test_broken_escapes_stay_as_they_came(warehouse: Warehouse) -> None:
    [visit] = sessions(warehouse, "escapes")
    assert (visit["source"], visit["medium"]) == ("50%", "%zz")


def test_tags_may_be_emoji_or_run_from_right_to_left(warehouse: Warehouse) -> None:
    assert [visit["source"] for visit in sessions(warehouse, "emoji")] == ["\U0001f680"]
    assert [visit["source"] for visit in sessions(warehouse, "rtl")] == ["\u05e9\u05dc"]
