"""What there is to measure, in the order of the page, and what its figures mean."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.attribution_truth import against_truth
from tests.benchmarks.dbt_runs import OVERHEAD, SESSIONS
from tests.benchmarks.results import Result
from tests.benchmarks.road import MEMORY, road

Say = Callable[[str], None]


@dataclass(frozen=True)
class Subject:
    """One thing to measure.

    Attributes:
        title: its heading.
        meaning: what the figures are, for a reader who was not there.
        measure: of a size in million events, a folder to work in and somebody to tell; a subject
            that has sizes of its own is given 0.
        is_sized: whether it is measured once a size.
    """

    title: str
    meaning: str
    measure: Callable[[float, Path, Say], Result]
    is_sized: bool = False


SUBJECTS: dict[str, Subject] = {
    "road": Subject(
        "Events, from files to marts",
        f"""
A year of the sample company is generated (GA4 export files, a CRM, an ad platform, with all their
mess) and landed but for its last day, and every model is built: the *year*. Then come *a day more*;
*a day restated*, the file of a day a month ago once more, now with the fiftieth of its rows that
were late; and *nothing new*, which says what a build costs whatever comes. DuckDB may hold {MEMORY}
in memory and spills the rest.

Stages are dbt's own times of its models (`run_results.json`), summed over folders; *{OVERHEAD}* is
what is left of the command: start, parse, plan. CPU and memory of a stage are the process's while
its models ran, one at a time. *{SESSIONS}* is all that meets single events, from landed rows to
sessions; *channel rules* meet distinct combinations of tags.

Floors are what DuckDB takes, in the same run and with the same memory, to scan or to sort the same
landed columns into a table, or to copy the same event files with nothing flattened or hashed.
""",
        road,
        is_sized=True,
    ),
    "attribution_truth": Subject(
        "Attribution: models against what caused what",
        """
The sample company is made from hazards, so what caused each conversion is known: each touch adds to
its person's chance and fades, and some conversions need no marketing. A conversion's truth is every
channel's part of its hazard; the models see touches only. *Misplaced* is the share of a model's
credit that would have to move to another channel for its shares to be the true ones, among channels
alone: what marketing did not cause, no model of touches can know, and all of them share it out.
Models that credit few channels by intent (first paid, last paid) fail by it, and say so. *No touch*
is the share of conversions' credit that no touch could get.
""",
        lambda _, folder, say: against_truth(folder, say),
    ),
}
