"""How the report that a run prints writes its figures."""

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


def test_targets_are_written_in_the_unit_of_their_metric() -> None:
    with duckdb.connect() as marts:
        marts.execute("create schema marts")
        marts.execute(
            "create table marts.fct_kpi_pacing (metric text, unit text, segment_type text,"
            " segment text, period_grain text, period_end date, days_elapsed int, days_left int,"
            " target decimal(24, 9), actual decimal(24, 9), expected_to_date decimal(24, 9),"
            " projection decimal(24, 9), status text)"
        )
        for metric, unit, amount, _ in TARGETS:
            marts.execute(
                "insert into marts.fct_kpi_pacing values"
                " ($1, $2, 'all', '', 'month', date '2026-09-30', 3, 27, $3, $3, null, $3, 'met')",
                [metric, unit, amount],
            )
        table = PACING.table(marts, "EUR")
    console = Console(width=160)
    with console.capture() as printed:
        console.print(table)
    lines = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in printed.get().splitlines()
        if line.startswith("│")
    ]
    assert lines == [
        [metric, "month", "30 Sep", written, written, "", written, "met"]
        for metric, _, _, written in TARGETS
    ]
