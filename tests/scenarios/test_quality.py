"""What did not make it into the numbers is itself a number, with its reason."""

from decimal import Decimal
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

TILL = {"source_system": "qa-till"}

ROWS = {
    "quarantine": [
        {
            "quarantine_id": f"qa-{number}",
            "resource": "receipts",
            "field": "amount",
            "reason": reason,
            **TILL,
        }
        for number, reason in enumerate(["is not a number", "is not a number", "is missing"])
    ],
    "web_events": [
        event(None, "2024-05-01 10:00:00", "sign_up", **TILL),
        event("qa-seen", "2024-05-01 10:00:00", **TILL),
        event("qa-seen", "2099-01-01 00:00:00", **TILL),
    ],
    "people": [
        person("qa-odd", "2024-05-01 10:00:00", status="Mystery", **TILL),
        person("qa-seen", "2024-05-02 10:00:00", anonymous_id="qa-seen", **TILL),
    ],
    "opportunities": [
        {
            "opportunity_source_id": "qa-undated",
            "stage": "Somewhere",
            "amount": "5.00",
            "currency_code": "EUR",
            "is_won": True,
            "is_closed": True,
            "is_deleted": False,
            "created_at": "2024-05-01 10:00:00",
            **TILL,
        }
    ],
}


def threshold(number: int, metric: str, **columns: Any) -> dict[str, Any]:
    return {
        "threshold_id": f"qa-{number}",
        "metric": metric,
        "source_system": "qa-till",
        "comparison": "above",
        "owner": "till keeper",
        "what_to_do": "ring the bell",
        **columns,
    }


RULES = {
    "data_quality_thresholds": [
        # one row missing, two no number: the row that names the reason counts for that one
        threshold(1, "quarantined_rows", warn_value=1, error_value=5),
        threshold(2, "quarantined_rows", reason="is not a number", warn_value=0, error_value=1),
        threshold(3, "people_seen_on_the_web", comparison="below", warn_value="0.6"),
        threshold(4, "undated_conversions", warn_value=0),
        threshold(5, "hours_since_newest", resource="people", warn_value=100, error_value=1000),
    ]
}


def measured(warehouse: Warehouse, metric: str) -> list[tuple[Any, ...]]:
    """What the till of this story adds to a metric."""
    return warehouse.rows(
        "select resource, reason, value from marts.fct_data_quality"
        " where source_system = 'qa-till' and metric = ? order by resource, reason",
        [metric],
    )


def test_quarantined_rows_are_counted_by_their_reason(warehouse: Warehouse) -> None:
    assert measured(warehouse, "quarantined_rows") == [
        ("receipts", "is missing", Decimal(1)),
        ("receipts", "is not a number", Decimal(2)),
    ]


def test_events_of_impossible_times_are_counted(warehouse: Warehouse) -> None:
    [found] = measured(warehouse, "rejected_events")
    assert found == ("web_events", "future timestamp", Decimal(1))


def test_statuses_nobody_has_mapped_are_named(warehouse: Warehouse) -> None:
    assert measured(warehouse, "unmapped_statuses") == [
        ("opportunities", "Somewhere", Decimal(1)),
        ("people", "Mystery", Decimal(1)),
    ]


def test_a_won_deal_without_a_date_is_no_conversion_but_is_counted(warehouse: Warehouse) -> None:
    assert measured(warehouse, "undated_conversions") == [("deal_won", "no date", Decimal(1))]


def test_an_opt_in_of_nobody_makes_no_lead_but_is_counted(warehouse: Warehouse) -> None:
    assert measured(warehouse, "conversions_without_person") == [
        ("mql", "no known identifier", Decimal(1))
    ]


def test_people_whose_visits_are_known_are_a_share_of_all_people(warehouse: Warehouse) -> None:
    assert measured(warehouse, "people_seen_on_the_web") == [("people", None, Decimal("0.5"))]


def judged(warehouse: Warehouse, metric: str) -> list[tuple[Any, ...]]:
    """The till's verdicts on a metric."""
    return warehouse.rows(
        "select resource, reason, verdict, threshold_id from marts.fct_data_quality"
        " where source_system = 'qa-till' and metric = ? order by resource, reason",
        [metric],
    )


def test_a_threshold_holds_at_its_value_and_is_passed_beyond_it(warehouse: Warehouse) -> None:
    """The row that names the reason is asked before the one that names none."""
    assert judged(warehouse, "quarantined_rows") == [
        ("receipts", "is missing", "ok", "qa-1"),  # 1 is not above 1
        ("receipts", "is not a number", "fail", "qa-2"),  # 2 is above 1
    ]
    assert judged(warehouse, "people_seen_on_the_web") == [("people", None, "warn", "qa-3")]
    assert judged(warehouse, "undated_conversions") == [("deal_won", "no date", "warn", "qa-4")]
    assert judged(warehouse, "conversions_without_person") == [
        ("mql", "no known identifier", "ok", "mql_without_person")
    ]
    assert judged(warehouse, "rejected_events") == [("web_events", "future timestamp", None, None)]


def test_a_source_without_news_is_stale(warehouse: Warehouse) -> None:
    """Loaded at the instant of the build; the newest person came on 2 May 2024 at 10:00.

    From there to 31 December 2026, 00:00, are 972 days and 14 hours: 23,342 hours.
    """
    assert measured(warehouse, "hours_since_landing") == [(None, None, Decimal(0))]
    assert ("people", None, Decimal(23_342)) in measured(warehouse, "hours_since_newest")
    assert ("people", None, "fail", "qa-5") in judged(warehouse, "hours_since_newest")


def test_a_system_that_is_on_and_gave_nothing_is_named(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select source_system, value from marts.fct_data_quality"
        " where metric = 'systems_without_rows' order by source_system"
    )
    given = warehouse.rows("select distinct source_system from intermediate.int_source_freshness")
    silent = {"salesforce", "google_ads", "ga4"} - {name for (name,) in given}
    assert found == [(name, Decimal(1)) for name in sorted(silent)]


def test_an_error_fails_the_build_and_a_warning_is_only_shown(warehouse: Warehouse) -> None:
    failed = warehouse.dbt(
        "test", "--select", "assert_no_figure_of_data_quality_is_an_error", check=False
    )
    assert failed.returncode == 1
    warned = warehouse.dbt("test", "--select", "assert_no_figure_of_data_quality_is_a_warning")
    assert "WARN=1" in warned.stdout
