"""The road of events at one size: a year landed and built, then a day more, then a day restated."""

import shutil
from collections.abc import Callable
from pathlib import Path

from pipelines.sandbox.server import Sandbox
from tests.benchmarks import floors
from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import Project
from tests.benchmarks.exports import Bucket, check_room, year
from tests.benchmarks.landing import SYSTEMS, land_system
from tests.benchmarks.measuring import Cost
from tests.benchmarks.results import Result
from tests.benchmarks.road_tables import Landed, Road, Step

# DuckDB counts what it holds in blocks; a process takes about a quarter more.
MEMORY = "4GB"

Say = Callable[[str], None]


def road(million: float, folder: Path, say: Say) -> Result:
    """Measure one size.

    Args:
        million: about how many million rows of events.
        folder: keeps the company; what is landed and built in it is deleted at the end.
        say: told what happens.
    """
    work = folder / f"road-{million:g}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    check_room(folder, million)
    say(f"a year of {million:g} million events, generated if it is not there …")
    company, generated = year(million, folder)
    say(f"  generated in {generated.wall:.0f} s, peak memory {generated.peak / 1e9:.1f} GB")
    try:
        measured = _measure(company, generated, work, say)
    finally:
        for made in ("data", "bucket", "floors", "spill"):
            shutil.rmtree(
                work / made, ignore_errors=True
            )  # logs stay, for whoever looks for a fault
    return Result("road", million, measured.ratios(), measured.tables())


def _measure(company: Path, generated: Cost, work: Path, say: Say) -> Road:
    with Sandbox.start(company) as sandbox:
        bucket = Bucket(company, work / "bucket")
        environment = sandbox.environment({}) | {
            "SOURCES__GA4__BUCKET_URL": str(bucket.folder),
            "CLOSED_LOOP_DATA_DIR": str(work / "data"),
            "CLOSED_LOOP_SANDBOX": "true",
            "CLOSED_LOOP_SOURCES": ",".join(SYSTEMS),
        }
        run = _Run(work, environment, say)
        steps = [run.step("a year but for a day", SYSTEMS)]
        tests = run.project.test()
        say(f"  data tests in {tests.cost.wall:.0f} s")
        copied = run.measured(floors.copied_files, bucket=str(bucket.folder))
        found = {name: run.floor(name) for name in floors.FLOORS}
        bucket.add_last_day()
        steps.append(run.step("a day more", ("ga4",)))
        bucket.restate_older_day()
        steps.append(run.step("a day restated", ("ga4",)))
        steps.append(run.step("nothing new", ("ga4",)))
    return Road(tuple(steps), tests, found, copied, generated)


class _Run:
    """One data folder, and what is measured on it."""

    def __init__(self, work: Path, environment: dict[str, str], say: Say) -> None:
        self._work, self._environment, self._say = work, environment, say
        self.project = Project(work, environment, MEMORY)

    def step(self, name: str, systems: tuple[str, ...]) -> Step:
        self._say(f"{name}: landing …")
        landed = tuple(self._land(system) for system in systems)
        self._say(f"{name}: {sum(one.rows for one in landed):,} rows landed; building …")
        built = self.project.build()
        self._say(f"{name}: built in {built.cost.wall:.0f} s")
        return Step(name, landed, built)

    def _land(self, system: str) -> Landed:
        told, cost = call(land_system, self._work / system, self._environment, system=system)
        return Landed(system, told["rows"], told["seconds"], cost.cpu, cost.peak)

    def floor(self, name: str) -> floors.Figures:
        return self.measured(floors.floor, name=name, raw=str(self._work / "data" / "raw.duckdb"))

    def measured(self, function: Callable[..., floors.Figures], **arguments: str) -> floors.Figures:
        scratch = self._work / "floors"
        figures = call(function, scratch, {}, folder=str(scratch), memory=MEMORY, **arguments)[0]
        self._say(f"  floor: {arguments.get('name', floors.COPY)}: {figures['wall']:.1f} s")
        return dict(figures)
