"""How many went on from a stage, and how long it took them, by cohort and cut."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios.funnel_rows import CRM, history
from tests.scenarios.rows import person
from tests.scenarios.warehouse import Warehouse

# Who of the fair qualified in November 2025, and what came of it: three were accepted after 2, 4
# and 10 days, one was recycled, one disqualified, one is waiting.
WAYS = {
    "fc-two": ["11-03 MQL", "11-05 Working"],
    "fc-four": ["11-04 MQL", "11-08 Working"],
    "fc-ten": ["11-10 MQL", "11-20 Working"],
    "fc-recycled": ["11-11 MQL", "11-14 Nurturing"],
    "fc-lost": ["11-12 MQL", "11-19 Unqualified"],
    "fc-open": ["11-28 MQL"],
}
ROWS = {
    "people": [
        person(
            name,
            "2025-11-01 08:00:00",
            status=steps[-1].partition(" ")[2],
            lead_source="FC Fair",
            **CRM,
        )
        for name, steps in WAYS.items()
    ],
    "stage_changes": [
        change for name, steps in WAYS.items() for change in history(name, *steps, year=2025)
    ],
}


def cohorts(warehouse: Warehouse, grain: str, stage: str) -> list[tuple[Any, ...]]:
    """The cohorts of the fair that entered a stage."""
    return warehouse.rows(
        """
        select cohort_start_date, entered, advanced, recycled, lost, still_open,
            conversion_rate, median_days, p90_days
        from marts.fct_funnel_conversion
        where cohort_grain = ? and segment_type = 'lead_source' and segment = 'FC Fair'
            and from_stage = ?
        order by cohort_start_date
        """,
        [grain, stage],
    )


def test_a_months_cohort_is_counted_by_how_it_left_the_stage(warehouse: Warehouse) -> None:
    [(start, *counts, rate, median, p90)] = cohorts(warehouse, "month", "mql")
    assert (start, counts, rate) == (date(2025, 11, 1), [6, 3, 1, 1, 1], 0.5)
    # Of 2, 4 and 10 days the middle is 4; nine tenths of the way lie 0.8 between 4 and 10.
    assert (median, p90) == (4.0, pytest.approx(8.8))


def test_weeks_begin_on_monday_and_add_up_to_the_month(warehouse: Warehouse) -> None:
    weeks = cohorts(warehouse, "week", "mql")
    assert [week[:6] for week in weeks] == [
        (date(2025, 11, 3), 2, 2, 0, 0, 0),
        (date(2025, 11, 10), 3, 1, 1, 1, 0),
        (date(2025, 11, 24), 1, 0, 0, 0, 1),
    ]
    assert [week[6:] for week in weeks] == [
        (1.0, 3.0, pytest.approx(3.8)),
        (pytest.approx(1 / 3), 10.0, 10.0),
        (0.0, None, None),
    ]


def test_who_is_recycled_enters_the_stage_they_fall_back_to_once_more(
    warehouse: Warehouse,
) -> None:
    # Six leads inquired on the first; the one recycled on the 14th inquires again, and waits.
    assert cohorts(warehouse, "week", "mqi")[-1][:6] == (date(2025, 11, 10), 1, 0, 0, 0, 1)
    assert cohorts(warehouse, "month", "mqi")[0][1:6] == (7, 6, 0, 0, 1)


def test_the_last_stage_leads_nowhere(warehouse: Warehouse) -> None:
    rows = "select count(*) from marts.fct_funnel_conversion where from_stage = ?"
    assert warehouse.value(rows, ["opportunity"]) > 0
    assert warehouse.value(rows, ["customer"]) == 0
