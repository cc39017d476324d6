"""The sample company as `make run` has it, landed and built, to hold models against its truth."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.sandbox.server import Sandbox
from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import Project
from tests.benchmarks.landing import SYSTEMS, land_system

VISITORS, DAYS = 20_000, 120
MEMORY = "4GB"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Sample:
    """Where the company, its truth and its warehouse are, and the key it was landed with."""

    company: Path
    warehouse: Path
    vault_key: str


def build_sample(folder: str, visitors: int, days: int) -> None:
    """Build the company, in a child, unless it is there."""
    from pipelines.sandbox.company import build_company

    build_company(Path(folder), visitors=visitors, days=days)


@cache
def sample(folder: Path, say: Say, visitors: int = VISITORS, days: int = DAYS) -> Sample:
    """Land and build the sample company, once a run of the command."""
    company, work = folder / f"sample-{visitors}", folder / "sample"
    shutil.rmtree(work, ignore_errors=True)
    say(f"the sample company: {visitors:,} visitors, {days} days …")
    call(build_sample, work, {}, folder=str(company), visitors=visitors, days=days)
    with Sandbox.start(company) as sandbox:
        environment = sandbox.environment({}) | {
            "CLOSED_LOOP_DATA_DIR": str(work / "data"),
            "CLOSED_LOOP_SANDBOX": "true",
            "CLOSED_LOOP_SOURCES": ",".join(SYSTEMS),
        }
        landings = [call(land_system, work, environment, system=one)[1] for one in SYSTEMS]
        say(f"  landed in {sum(cost.wall for cost in landings):.0f} s; building …")
        built = Project(work, environment, MEMORY).build("--vars", "fitted_lead_score: true")
        say(f"  built in {built.cost.wall:.0f} s")
    return Sample(company, work / "data" / "warehouse.duckdb", environment["CLOSED_LOOP_VAULT_KEY"])
