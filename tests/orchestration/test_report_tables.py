"""How the report that a run prints writes its figures."""

from collections.abc import Sequence
from typing import Any

import duckdb
from rich.console import Console

from orchestration.report_tables import PACING

TARGETS = [
    ("cpl", "price", "95.5", "95.50"),
    ("leads", "count", "1350", "1,350"),
    ("roas", "multiple", "3.64", "3.6"),
    ("roi_percent", "percent", "1277.4", "1,277 %"),
    ("spend", "money", "33000.4", "33,000"),
    ("win_rate", "share", "0.346", "34.6 %"),
]


def printed(targets: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The lines of the table of targets; what is not said of one is as in mid-September."""
    usual = {
        "metric": "leads", "unit": "count", "segment_type": "all", "segment": "",
        "period_grain": "month", "period_end": "2026-09-30", "through_date": "2026-09-03",
        "days_elapsed": 3, "target": "100", "status": "met",
    }  # fmt: skip
    with duckdb.connect() as marts:
        marts.execute("create schema marts")
        marts.execute(
            "create table marts.fct_kpi_pacing (metric text, unit text, segment_type text,"
            " segment text, period_grain text, period_end date, through_date date,"
            " days_elapsed int, target decimal(24, 9), status text,"
            " actual decimal(24, 9), expected_to_date decimal(24, 9), projection decimal(24, 9))"
        )
        for target in targets:
            row = usual | target
            marks = ", ".join("?" for _ in row)
            marts.execute(
                f"insert into marts.fct_kpi_pacing ({', '.join(row)}) values ({marks})",
                list(row.values()),
            )
        table = PACING.table(marts, "EUR")
    console = Console(width=160)
    with console.capture() as told:
        console.print(table)
    return [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in told.get().splitlines()
        if line.startswith("│")
    ]


def test_targets_are_written_in_the_unit_of_their_metric() -> None:
    amounts = ("target", "actual", "projection")
    assert printed(
        [
            {"metric": metric, "unit": unit} | dict.fromkeys(amounts, amount)
            for metric, unit, amount, _ in TARGETS
        ]
    ) == [
        [metric, "month", "30 Sep", written, written, "", written, "met"]
        for metric, _, _, written in TARGETS
    ]


def test_a_month_that_has_just_ended_is_told_and_so_is_a_budget_that_was_passed() -> None:
    over = {"period_end": "2026-08-31", "through_date": "2026-08-31", "days_elapsed": 31}
    budget = {"metric": "spend", "segment_type": "channel", "segment": "Display"}
    rows = printed(
        [
            over | {"status": "missed"},
            budget | {"status": "missed"},
            budget | {"segment": "Email"},
            {"metric": "cac", "period_end": "2026-09-02"},
            {"metric": "mqls", "days_elapsed": 0},
        ]
    )
    assert [(row[0], row[2], row[-1]) for row in rows] == [
        ("leads", "31 Aug", "missed"),
        ("spend, Display", "30 Sep", "missed"),
    ]
