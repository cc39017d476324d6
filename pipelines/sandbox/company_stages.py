"""The truth about the funnel: how each person passed it, cycle by cycle, told moment by moment.

It is told in another way than the models tell it: here somebody walks along one person's days with
what is open in their hand; there whole tables are compared at once. Only what the CRM knows is
told; visits and forms decide earlier stages, and nobody knows whose they are for certain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

import duckdb

POSITIONS = {"mqi": 2, "mql": 3, "sal": 4, "sql": 5, "opportunity": 6, "customer": 7}
# The stages that nothing but the CRM decides.
TOLD = ("sal", "sql", "opportunity", "customer")
_STAGES = {
    "Open - Not Contacted": "mqi",
    "Nurturing": "mqi",
    "Marketing Qualified": "mql",
    "Working - Contacted": "sal",
    "Closed - Converted": "sql",
    "Closed Won": "customer",
}
_ENDS = {"Closed - Not Converted": "disqualified", "Closed Lost": "lost"}
_CONVERTED = "Closed - Converted"

Moment = tuple[int, str, bool, str, datetime]
Row = tuple[str, int, str, datetime, str]


@dataclass
class Cycle:
    """One pass: when each stage was seen first, and how the pass ended."""

    number: int
    seen: dict[str, datetime] = field(default_factory=dict)
    outcome: str = "open"

    def entered(self) -> Iterator[tuple[str, datetime, str]]:
        """Stages that were seen before any later one, with how they were left."""
        stages = sorted(self.seen, key=POSITIONS.__getitem__)
        for stage in stages:
            later = [self.seen[one] for one in stages if POSITIONS[one] > POSITIONS[stage]]
            if all(self.seen[stage] <= moment for moment in later):
                yield stage, self.seen[stage], "advanced" if later else self.outcome


def cycles_of(moments: list[Moment]) -> list[Cycle]:
    """Walk along what happened to one person's leads and deals, in the order of time."""
    cycles = [Cycle(1)]
    open_records: dict[str, int] = {}
    converted: dict[str, int] = {}
    stood = 0
    for moment, at_once in groupby(moments, key=lambda one: one[4]):
        states = [(record, is_merged, status) for _, record, is_merged, status, _ in at_once]
        ends = _apply(states, open_records, converted)
        stands = max([*open_records.values(), *converted.values()], default=0)
        if 0 < stands < stood:
            cycles[-1].outcome = ends[0] if ends else "recycled"
            cycles.append(Cycle(cycles[-1].number + 1, {_named(stands): moment}))
        for _, _, status in states:
            if status not in _ENDS:
                cycles[-1].seen.setdefault(_STAGES.get(status, "opportunity"), moment)
        if ends and not open_records:
            cycles[-1].outcome = ends[0]
            cycles.append(Cycle(cycles[-1].number + 1))
            stands = 0
        stood = stands
    return cycles


def _apply(
    states: list[tuple[str, bool, str]], open_records: dict[str, int], converted: dict[str, int]
) -> list[str]:
    """Let records be what they became; how those ended that were closed."""
    ends = []
    for record, is_merged, status in sorted(states, key=_last_word):
        if is_merged:
            continue
        if status in _ENDS:
            open_records.pop(record, None)
            ends.append(_ENDS[status])
        elif status == _CONVERTED:
            open_records.pop(record, None)
            converted[record] = POSITIONS["sql"]
        else:
            open_records[record] = POSITIONS[_STAGES.get(status, "opportunity")]
    if ends:
        converted.clear()
    return sorted(ends)


def _last_word(state: tuple[str, bool, str]) -> tuple[bool, int]:
    """Of several states a record has in one second, the closing one or the furthest stays."""
    return state[2] in _ENDS, POSITIONS[_STAGES.get(state[2], "opportunity")]


def _named(position: int) -> str:
    return next(stage for stage, place in POSITIONS.items() if place == position)


def write_stages(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Make the table `truth_stages`; how many entries into each stage, and later cycles, it has."""
    moments = connection.execute(
        "select person_no, record_id, is_merged, status, moment from funnel_moments"
        " order by person_no, moment, record_id, status"
    ).fetchall()
    rows: list[Row] = []
    for person_no, of_person in groupby(moments, key=lambda one: one[0]):
        for cycle in cycles_of(list(of_person)):
            rows += [
                (f"person-{person_no:09}", cycle.number, stage, entered_at, outcome)
                for stage, entered_at, outcome in cycle.entered()
                if stage in TOLD
            ]
    connection.execute(
        "create table truth_stages (true_person_id varchar, cycle integer, stage varchar,"
        " entered_at timestamp, outcome varchar)"
    )
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 5
    connection.execute(
        "insert into truth_stages select unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)",
        columns,
    )
    counts = {stage: sum(row[2] == stage for row in rows) for stage in TOLD}
    return counts | {
        "in_later_cycles": sum(row[1] > 1 for row in rows),
        "recycled": sum(row[4] == "recycled" for row in rows),
    }
