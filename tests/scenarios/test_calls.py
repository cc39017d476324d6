"""Phone calls: who called, from where, and that a call a visit led to is no second contact."""

from datetime import datetime
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

NOON = "2026-05-04 12:00:00"


def call(call_source_id: str, started_at: str, **columns: Any) -> dict[str, Any]:
    return {"call_source_id": call_source_id, "started_at": started_at, **columns}


ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        event("ca-during", "2026-05-04 11:50", utm_source="google", utm_medium="cpc"),
        event("ca-after", "2026-05-04 11:30"),
        event("ca-too-late", "2026-05-04 11:29:59"),
        event("ca-bot", "2026-05-04 11:50", user_agent="curl/8.1"),
        event("ca-desk", "2026-05-01 09:00"),
        *[event(f"ca-colleague-{n}", f"2026-05-0{n} 09:00") for n in range(1, 5)],
        event("ca-tablet", "2026-05-04 09:00"),
        event("ca-erased-visit", "2026-05-04 11:50"),
        event("ca-unknown-visit", "2026-05-04 11:50"),
    ],
    "people": [
        person("ca-anna", "2026-05-05 08:00", phone_key="ca-tel-anna", source_system="salesforce"),
        person("ca-known", "2026-05-01 08:00", kind="contact"),
        person("ca-erased", "2026-05-01 08:00", kind="contact", is_deleted=True),
    ],
    "campaigns": [{"campaign_source_id": "ca-print", "name": "Lab fair flyer", "type": "Events"}],
    "calls": [
        call("ca-1", NOON, anonymous_id="ca-during", phone_key="ca-tel-during"),
        call("ca-2", NOON, anonymous_id="ca-after", phone_key="ca-tel-after"),
        call("ca-3", NOON, anonymous_id="ca-too-late", phone_key="ca-tel-too-late"),
        call("ca-4", NOON, anonymous_id="ca-bot", phone_key="ca-tel-bot", source="Brochure"),
        call("ca-5", "2026-05-04 15:00", anonymous_id="ca-desk", phone_key="ca-tel-anna"),
        *[
            call(
                f"ca-office-{n}",
                f"2026-05-0{n} 09:05",
                anonymous_id=f"ca-colleague-{n}",
                phone_key="ca-tel-office",
            )
            for n in range(1, 5)
        ],
        call("ca-6", "2026-05-04 09:01", anonymous_id="ca-tablet", phone_key="ca-tel-mum"),
        call("ca-7", "2026-05-04 09:02", anonymous_id="ca-tablet", phone_key="ca-tel-dad"),
        call("ca-8", NOON, phone_key="ca-tel-silent"),
        call(
            "ca-9",
            NOON,
            phone_key="ca-tel-tagged",
            utm_source="bing",
            utm_medium="cpc",
            utm_content="ad-9",
            source="Website",
        ),
        call("ca-10", NOON, phone_key="ca-tel-flyer", campaign_source_id="ca-print"),
        call("ca-11", NOON, phone_key="ca-tel-called", direction="outbound"),
        call("ca-12", NOON),
        call("ca-13", NOON, person_source_id="ca-known"),
        *[
            call(
                f"ca-of-{whose}",
                NOON,
                person_source_id=f"ca-{whose}",
                anonymous_id=f"ca-{whose}-visit",
                phone_key=f"ca-tel-{whose}",
            )
            for whose in ("erased", "unknown")
        ],
        call("ca-14", "", phone_key="ca-tel-never"),
    ],
}
ROWS["calls"][-1]["started_at"] = None


def touches(warehouse: Warehouse, identifier: str) -> list[tuple[Any, ...]]:
    """The contacts of whoever an identifier belongs to: kind, when, channel."""
    return warehouse.rows(
        """
        select touchpoint_type, touched_at, channel
        from marts.fct_touchpoints
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier = ?
        order by touched_at, touchpoint_type
        """,
        [identifier],
    )


def person_of(warehouse: Warehouse, identifier: str) -> Any:
    return warehouse.value(
        "select person_id from intermediate.int_person_identifiers where identifier = ?",
        [identifier],
    )


def test_a_call_inside_a_session_is_one_touchpoint(warehouse: Warehouse) -> None:
    [(kind, at, channel)] = touches(warehouse, "ca-tel-during")
    assert (kind, at, channel) == ("session", datetime(2026, 5, 4, 11, 50), "Paid Search")


def test_a_call_belongs_to_the_visit_until_that_times_out_and_not_a_second_longer(
    warehouse: Warehouse,
) -> None:
    assert [kind for kind, *_ in touches(warehouse, "ca-tel-after")] == ["session"]
    assert [kind for kind, *_ in touches(warehouse, "ca-tel-too-late")] == ["session", "call"]


def test_a_visit_of_a_bot_hides_no_call(warehouse: Warehouse) -> None:
    assert touches(warehouse, "ca-tel-bot") == [("call", datetime(2026, 5, 4, 12), "Offline")]


def test_whoever_calls_the_number_they_were_shown_is_who_visited(warehouse: Warehouse) -> None:
    anna = person_of(warehouse, "salesforce:ca-anna")
    assert person_of(warehouse, "ca-desk") == anna
    assert [kind for kind, *_ in touches(warehouse, "ca-tel-anna")] == ["session", "call"]


def test_a_number_that_many_visitors_call_from_is_a_switchboard_and_joins_nobody(
    warehouse: Warehouse,
) -> None:
    colleagues = {person_of(warehouse, f"ca-colleague-{n}") for n in range(1, 5)}
    assert len(colleagues) == 4
    assert person_of(warehouse, "ca-tel-office") not in colleagues
    rules = warehouse.rows(
        "select distinct cut_reason, rule from marts.identity_audit where 'ca-tel-office' in"
        " (identifier_a, identifier_b)"
    )
    assert rules == [("shared identifier", "identifier_types: phone_key, max_cookies 3 < 4")]


def test_a_device_that_two_numbers_called_from_joins_neither(warehouse: Warehouse) -> None:
    mum, dad = person_of(warehouse, "ca-tel-mum"), person_of(warehouse, "ca-tel-dad")
    assert len({mum, dad, person_of(warehouse, "ca-tablet")}) == 3


def test_a_call_of_a_deleted_record_joins_nobody_and_one_of_an_unknown_record_does(
    warehouse: Warehouse,
) -> None:
    erased = ("ca-tel-erased", "ca-erased-visit", "test:ca-erased")
    assert len({person_of(warehouse, identifier) for identifier in erased}) == 3
    unknown = ("ca-tel-unknown", "ca-unknown-visit", "test:ca-unknown")
    assert len({person_of(warehouse, identifier) for identifier in unknown}) == 1


def test_where_a_call_came_from_is_what_its_tags_its_campaign_or_its_number_say(
    warehouse: Warehouse,
) -> None:
    noon = datetime(2026, 5, 4, 12)
    assert touches(warehouse, "ca-tel-tagged") == [("call", noon, "Paid Search")]
    assert touches(warehouse, "ca-tel-flyer") == [("call", noon, "Events")]
    assert touches(warehouse, "ca-tel-silent") == [("call", noon, "Offline")]
    assert touches(warehouse, "test:ca-known") == [("call", noon, "Offline")]


def test_calls_that_we_made_or_that_nobody_can_be_told_from_touch_nobody(
    warehouse: Warehouse,
) -> None:
    assert touches(warehouse, "ca-tel-called") == []
    assert touches(warehouse, "ca-tel-never") == []
    assert warehouse.rows(
        "select person_id from intermediate.int_call_sources where call_source_id = 'ca-12'"
    ) == [(None,)]
