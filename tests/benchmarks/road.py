"""The road of events at one size: a year landed and built, then a day more, then a day restated.

Up to `MOST_WHOLE` million events all systems are landed and every model is built. Above, what grows
with events is what is asked: GA4 alone is landed, and sessions and page views are built with all
that they stand on.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.sandbox.server import Sandbox
from tests.benchmarks import floors
from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import DbtRun, Project
from tests.benchmarks.exports import Bucket, check_room, year
from tests.benchmarks.landing import SYSTEMS, land_system
from tests.benchmarks.measuring import Cost
from tests.benchmarks.results import Result
from tests.benchmarks.road_tables import Landed, Road, Step

# DuckDB counts what it holds in blocks; a process takes about a quarter more.
MEMORY = "4GB"
MOST_WHOLE = 10.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scope:
    """How much of the road is measured.

    Attributes:
        systems: landed.
        options: of `dbt build`.
        floors: measured, of `floors.FLOORS`.
        copied_every: the floor of landing copies one file in so many.
        has_tests: whether dbt's data tests are run on the year.
        left_out: said on the page.
    """

    systems: tuple[str, ...]
    options: tuple[str, ...]
    floors: tuple[str, ...]
    copied_every: int
    has_tests: bool
    left_out: str


WHOLE = Scope(SYSTEMS, (), floors.FLOORS, 1, True, "")
EVENTS = Scope(
    systems=("ga4",),
    options=("--select", "+int_sessions", "+int_page_views"),
    floors=(floors.SCAN_NARROW, floors.SORT_INTEGERS, floors.SORT_TEXTS, floors.SORT_READ),
    copied_every=10,
    has_tests=False,
    left_out=(
        "Events only: GA4 alone was landed, and sessions and page views were built with all that "
        "they stand on. Left out: the other systems, touchpoints, attribution, marts and data "
        "tests; the floors over all columns; nine in ten files of the copy, whose rate is compared."
    ),
)


def scope_of(million: float) -> Scope:
    """The whole road, or events only where a size is too large for all of it."""
    return WHOLE if million <= MOST_WHOLE else EVENTS


def road(million: float, folder: Path, say: Say, scope: Scope | None = None) -> Result:
    """Measure one size.

    Args:
        million: about how many million rows of events.
        folder: keeps the company; what is landed and built in it is deleted at the end.
        say: told what happens.
        scope: how much of it; by size unless it is given.
    """
    work = folder / f"road-{million:g}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    check_room(folder, million)
    say(f"a year of {million:g} million events, generated if it is not there …")
    company, generated = year(million, folder)
    say(f"  generated in {generated.wall:.0f} s, peak memory {generated.peak / 1e9:.1f} GB")
    try:
        measured = _measure(company, generated, work, scope or scope_of(million), say)
    finally:
        for made in ("data", "bucket", "floors", "spill"):
            shutil.rmtree(
                work / made, ignore_errors=True
            )  # logs stay, for whoever looks for a fault
    return Result("road", million, measured.ratios(), measured.tables())


def _measure(company: Path, generated: Cost, work: Path, scope: Scope, say: Say) -> Road:
    with Sandbox.start(company) as sandbox:
        bucket = Bucket(company, work / "bucket")
        environment = sandbox.environment({}) | {
            "SOURCES__GA4__BUCKET_URL": str(bucket.folder),
            "CLOSED_LOOP_DATA_DIR": str(work / "data"),
            "CLOSED_LOOP_SANDBOX": "true",
            "CLOSED_LOOP_SOURCES": ",".join(scope.systems),
        }
        run = _Run(work, environment, scope, say)
        steps = [run.step("a year but for a day", scope.systems)]
        tests = run.tests()
        copied = run.copied(bucket.folder)
        found = {name: run.floor(name) for name in scope.floors}
        bucket.add_last_day()
        steps.append(run.step("a day more", ("ga4",)))
        bucket.restate_older_day()
        steps.append(run.step("a day restated", ("ga4",)))
        steps.append(run.step("nothing new", ("ga4",)))
    return Road(tuple(steps), tests, found, copied, generated, scope.left_out)


class _Run:
    """One data folder, and what is measured on it."""

    def __init__(self, work: Path, environment: dict[str, str], scope: Scope, say: Say) -> None:
        self._work, self._environment, self._scope, self._say = work, environment, scope, say
        self._project = Project(work, environment, MEMORY)

    def step(self, name: str, systems: tuple[str, ...]) -> Step:
        self._say(f"{name}: landing …")
        landed = tuple(self._land(system) for system in systems)
        self._say(f"{name}: {sum(one.rows for one in landed):,} rows landed; building …")
        built = self._project.build(*self._scope.options)
        self._say(f"{name}: built in {built.cost.wall:.0f} s, {built.cost.cpu:.0f} CPU s")
        return Step(name, landed, built)

    def tests(self) -> DbtRun | None:
        if not self._scope.has_tests:
            return None
        tests = self._project.test()
        self._say(f"  data tests in {tests.cost.wall:.0f} s")
        return tests

    def copied(self, bucket: Path) -> floors.Figures:
        every = self._scope.copied_every
        return self.measured(floors.copied_files, bucket=str(bucket), every=every)

    def _land(self, system: str) -> Landed:
        told, cost = call(land_system, self._work / system, self._environment, system=system)
        return Landed(system, told["rows"], told["seconds"], cost.cpu, cost.peak)

    def floor(self, name: str) -> floors.Figures:
        return self.measured(floors.floor, name=name, raw=str(self._work / "data" / "raw.duckdb"))

    def measured(self, function: Callable[..., floors.Figures], **arguments: Any) -> floors.Figures:
        scratch = self._work / "floors"
        figures = call(function, scratch, {}, folder=str(scratch), memory=MEMORY, **arguments)[0]
        told = f"{figures['wall']:.1f} s, {figures['cpu']:.1f} CPU s"
        self._say(f"  floor: {arguments.get('name', floors.COPY)}: {told}")
        return dict(figures)
