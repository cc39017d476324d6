"""What sessions look up changes without an event: they become what one full refresh makes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.properties.increments import MARTS, assert_equal, load
from tests.properties.web_loads import random_loads
from tests.scenarios.rows import person
from tests.scenarios.warehouse import Warehouse

SESSIONS = ("marts.fct_sessions",)
VISITORS = 150
Change = Callable[[Warehouse], None]


def _campaigns(name: str) -> Change:
    listed = {
        "source_system": "google_ads",
        "platform": "google_ads",
        "campaign_source_id": "lookup-1",
        "name": name,
        "type": "DISPLAY",
    }
    return lambda warehouse: warehouse.replace("campaigns", [listed])


def _clicks(warehouse: Warehouse) -> None:
    click = {"source_system": "google_ads", "platform": "google_ads", "click_id": "cj-1"}
    reported = {"click_id_type": "gclid", "clicked_on": "2026-06-01"}
    warehouse.replace("ad_clicks", [click | reported | {"campaign_source_id": "lookup-1"}])


def _links(warehouse: Warehouse) -> None:
    """Two users are one person, and one more is somebody the CRM knows."""
    kinds = {"id_type_a": "user_id", "id_type_b": "crm_id", "linked_at": "2026-06-10"}
    linked = [
        kinds | {"id_value_a": f"user-{number}", "id_value_b": "test:lookup-card"}
        for number in (1, 2)
    ]
    warehouse.replace("people", [person("lookup-card", "2026-05-01 08:00")])
    warehouse.replace("identities", linked)


def _sown(statement: str) -> Change:
    def change(warehouse: Warehouse) -> None:
        with warehouse.connected() as connection:
            connection.execute(statement)

    return change


CHANGES: dict[str, Change] = {
    "a platform lists its campaign": _campaigns("Brand"),
    "and reports a click of last week": _clicks,
    "the campaign is named anew": _campaigns("Brand, all of Europe"),
    "cookies turn out to be one person's": _links,
    "that is taken back": lambda warehouse: warehouse.replace("identities", []),
    "a host proves to be a copy of the site": _sown(
        "insert into seeds.internal_traffic values ('traffic_type', 'never', 'nobody'), "
        "('user_agent', 'googlebot.*', 'ours')"
    ),
    "a referrer is on the way from now on": _sown(
        "insert into seeds.excluded_referrers values ('google.com', 'own', 'a test', '2026-11-22')"
    ),
    "a channel is judged otherwise": _sown(
        "insert into seeds.channel_rules (priority, valid_from, channel, medium_pattern) "
        "values (1, '1970-01-01', 'Offline', 'email')"
    ),
    "and so are visits that say nothing": _sown(
        "insert into seeds.channel_rules (priority, valid_from, channel, source_pattern) "
        "values (2, '1970-01-01', 'Unassigned', '[(]direct[)]')"
    ),
}


@pytest.mark.slow
def test_a_session_follows_what_it_looks_up_without_a_new_event(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    events = random_loads(11, VISITORS, 2).rows(1)
    incremental, full = (seeded_warehouse.copy(tmp_path / name) for name in ("incremental", "full"))
    load(incremental, events, SESSIONS)
    seen = [incremental.rows("select * from marts.fct_sessions order by all")]
    for told, change in CHANGES.items():
        change(incremental)
        change(full)
        load(incremental, events, SESSIONS)
        seen.append(incremental.rows("select * from marts.fct_sessions order by all"))
        if told != "a platform lists its campaign":  # by itself, a campaign is no session's
            assert seen[-1] != seen[-2], f"{told}: no session shows it, so nothing is proved"
    load(full, events, SESSIONS)
    assert_equal(incremental, full, SESSIONS)


def test_what_is_read_anew_where_it_is_gathered_is_read_anew_by_what_keeps_it(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    events = random_loads(12, VISITORS, 2).rows(1)
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, events, MARTS)
    with warehouse.connected() as connection:  # as an edit of the model that reads pages would
        connection.execute(
            "update intermediate.int_pages set page_path = '/read-anew' || page_path,"
            " generation_number = generation_number + 1"
        )
    load(warehouse, events, MARTS)
    for mart, column in (("fct_page_views", "page_path"), ("fct_sessions", "landing_page_path")):
        found = warehouse.rows(
            f"select count(*) > 0, bool_and(starts_with({column}, '/read-anew')) from marts.{mart}"
            f" where {column} is not null"
        )
        assert found == [(True, True)], mart
