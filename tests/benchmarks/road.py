"""The road of events at one size: a year landed and built, then a day more, then a day restated."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.sandbox.server import Sandbox
from tests.benchmarks import floors
from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import Project
from tests.benchmarks.exports import Bucket, build_year, check_room
from tests.benchmarks.results import Result
from tests.benchmarks.road_tables import Landed, Road, Step

SYSTEMS = ("ga4", "salesforce", "google_ads", "files")
# DuckDB counts what it holds in blocks; a process takes about a quarter more.
MEMORY = "4GB"
_BUILD = ("build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")

Say = Callable[[str], None]


def land_system(system: str) -> dict[str, Any]:
    """Land one system, in a child: where it goes is said by the environment."""
    from pipelines.runner import land

    result = land(system)
    return {"rows": sum(result.tables.values()), "seconds": result.seconds}


def road(million: float, folder: Path, say: Say) -> Result:
    """Measure one size.

    Args:
        million: about how many million rows of events.
        folder: keeps the company; what is landed and built in it is deleted at the end.
        say: told what happens.
    """
    company = folder / f"company-{million:g}"
    work = folder / f"road-{million:g}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    check_room(folder, million)
    say(f"generating a year of {million:g} million events …")
    generated = call(build_year, work, {}, folder=str(company), million=million)[1]
    say(f"  there in {generated.wall:.0f} s, peak memory {generated.peak / 1e9:.1f} GB")
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
        tests = run.project.run("test", "--exclude-resource-type", "unit_test")
        say(f"  data tests in {tests.cost.wall:.0f} s")
        copied = run.measured(floors.copied_files, bucket=str(bucket.folder))
        found = {name: run.floor(name) for name in floors.FLOORS}
        bucket.add_last_day()
        steps.append(run.step("a day more", ("ga4",)))
        bucket.restate_older_day()
        steps.append(run.step("a day restated", ("ga4",)))
        steps.append(run.step("nothing new", ("ga4",)))
    shutil.rmtree(work)
    measured = Road(tuple(steps), tests, found, copied)
    return Result("road", million, measured.ratios(), measured.tables())


class _Run:
    """One data folder, and what is measured on it."""

    def __init__(self, work: Path, environment: dict[str, str], say: Say) -> None:
        self._work, self._environment, self._say = work, environment, say
        self.project = Project(work, environment, MEMORY)

    def step(self, name: str, systems: tuple[str, ...]) -> Step:
        self._say(f"{name}: landing …")
        landed = tuple(self._land(system) for system in systems)
        self._say(f"{name}: {sum(one.rows for one in landed):,} rows landed; building …")
        built = self.project.run(*_BUILD)
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
