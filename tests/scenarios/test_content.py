"""Pages and files on the paths that converted and on those that did not."""

from typing import Any

import pytest
from scipy.stats.contingency import relative_risk

from tests.scenarios.attribution_rows import contact, visit, won_deal
from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse

# Both buyers won their deals on 10 March at noon.
BUYERS = ["ct-buyer", "ct-late"]
GUIDE = {
    "page": "/ct-guides",
    "file_name": "/2026/ct-guide.pdf",
    "file_url": "https://Files.halden.example/2026/ct-guide.pdf?from=guides#page=2",
}


def download(cookie: str, at: str, **columns: Any) -> dict[str, Any]:
    return event(cookie, at, "file_download", **(GUIDE | columns))


ROWS = {
    "web_events": [
        # a page seen before, after, and without an inquiry
        visit("ct-before", "2026-01-01 10:00:00", "t01", page="/ct-price"),
        event("ct-before", "2026-01-01 10:05:00", "generate_lead", page="/ct-form"),
        visit("ct-after", "2026-01-01 10:00:00", "t01", page="/ct-home"),
        event("ct-after", "2026-01-01 10:05:00", "generate_lead", page="/ct-form"),
        event("ct-after", "2026-01-01 10:06:00", page="/ct-price"),
        visit("ct-never", "2026-01-02 10:00:00", "t01", page="/ct-price"),
        # a file before a deal was won, twice by one who never bought, after it was won, by a robot
        download("ct-buyer", "2026-03-01 10:00:00"),
        download("ct-reader", "2026-03-01 10:00:00"),
        download("ct-reader", "2026-03-02 10:00:00"),
        visit("ct-late", "2026-03-01 10:00:00", "t01", page="/ct-home"),
        download("ct-late", "2026-03-10 12:00:00.000001"),
        download("ct-robot", "2026-03-01 10:00:00", user_agent="Googlebot/2.1"),
        # a file that is known by its name only
        download("ct-named", "2026-03-01 10:00:00", file_name="ct-list.xlsx", file_url=None),
    ],
    "people": [contact(name) for name in BUYERS],
    "opportunities": [won_deal(name, "100.00", primary_person_source_id=name) for name in BUYERS],
}


def influence(warehouse: Warehouse, path: str, kind: str) -> list[tuple[Any, ...]]:
    """Kind and host of content, and the converting and all paths that had it."""
    return warehouse.rows(
        "select content_kind, content_host, converting_paths_with, paths_with"
        " from marts.fct_content_influence where content_path = ? and conversion_type = ?",
        [path, kind],
    )


def test_a_page_counts_on_a_path_if_it_was_seen_before_the_conversion(
    warehouse: Warehouse,
) -> None:
    """Seen before an inquiry by one, after it by one, and by one who never asked."""
    assert influence(warehouse, "/ct-price", "mqi") == [("page", "www.halden.example", 1, 2)]


def test_a_file_counts_on_a_path_if_it_was_downloaded_before_the_conversion(
    warehouse: Warehouse,
) -> None:
    """By one who bought, by one who never did; a microsecond after the deal counts for nobody."""
    assert influence(warehouse, "/2026/ct-guide.pdf", "deal_won") == [
        ("asset", "files.halden.example", 1, 2)
    ]


def test_a_file_without_an_address_is_known_by_its_name_on_its_site(warehouse: Warehouse) -> None:
    assert influence(warehouse, "ct-list.xlsx", "deal_won") == [
        ("asset", "www.halden.example", 0, 1)
    ]


def test_the_download_that_is_the_conversion_did_not_lead_to_it(warehouse: Warehouse) -> None:
    """Whoever had the list has inquired by having it, so no path to an inquiry is without."""
    assert influence(warehouse, "ct-list.xlsx", "mqi") == []


def test_lift_and_its_interval_are_those_of_scipy(warehouse: Warehouse) -> None:
    content = warehouse.rows(
        "select content_kind, converting_paths_with, paths_with, converting_paths_without,"
        " paths_without, lift, lift_low, lift_high from marts.fct_content_influence"
        " where converting_paths_with > 0 and converting_paths_without > 0"
    )
    assert {kind for kind, *_ in content} == {"page", "asset"}
    for _, had, paths, had_not, others, lift, low, high in content:
        expected = relative_risk(had, paths, had_not, others)
        interval = expected.confidence_interval(0.95)
        assert float(lift) == pytest.approx(expected.relative_risk, abs=1e-6)
        assert float(low) == pytest.approx(interval.low, abs=1e-6)
        assert float(high) == pytest.approx(interval.high, abs=1e-6)


def test_a_path_with_content_has_or_has_not_each_of_it(warehouse: Warehouse) -> None:
    """Pages and files are compared on the same paths: those that had any content at all."""
    assert warehouse.rows(
        "select conversion_type from marts.fct_content_influence group by all"
        " having count(distinct paths_with + paths_without) <> 1"
        " or count(distinct converting_paths_with + converting_paths_without) <> 1"
    ) == []  # fmt: skip
