"""What Dagster costs: how soon its pages answer, and a build through it beside dbt alone."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import DBT
from tests.benchmarks.measuring import Cost, run
from tests.benchmarks.results import Cell, Ratio, Result, Table, at_most
from tests.benchmarks.sample import Sample, sample
from tests.orchestration.pages import Pages, free_port, served

STARTS, ROUNDS = 5, 3
READY_SECONDS = 15
SHARE, FIXED_SECONDS = 1.15, 10
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS = 120
_GRAPH = "{ assetNodes { assetKey { path } dependencyKeys { path } } }"
_PLAIN = "plain dbt build"
_DAGSTER = "the same models through Dagster"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Ready:
    """One start of the pages: seconds until they told the graph, CPU seconds of all servers."""

    wall: float
    cpu: float
    assets: int


def orchestration(folder: Path, say: Say) -> Result:
    """Measure both on the sample company, landed and built."""
    company, work = sample(folder, say), folder / "orchestration"
    environment = _environment(company, work)
    pairs = [_pair(work, environment, number, say) for number in range(ROUNDS + 1)][1:]
    starts = [_start(work, environment, number, say) for number in range(STARTS + 1)][1:]
    return Result("orchestration", None, _ratios(starts, pairs), [_times(starts, pairs)])


def build_models() -> None:
    """Build and test the models as the daily job does; for a child to do.

    Raises:
        RuntimeError: they cannot be built.
    """
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.memory import count_objects_seldom

    count_objects_seldom()
    with dg.DagsterInstance.get() as instance:
        job = defs().get_job_def("closed_loop")
        result = job.execute_in_process(op_selection=["build_models"], instance=instance)
    if not result.success:
        raise RuntimeError(f"run {result.run_id} failed")


def _environment(company: Sample, work: Path) -> dict[str, str]:
    from orchestration.instance import home

    data = company.warehouse.parent
    return {
        "CLOSED_LOOP_DATA_DIR": str(data),
        "CLOSED_LOOP_SANDBOX_DIR": str(company.company),
        "CLOSED_LOOP_VAULT_KEY": company.vault_key,
        "DAGSTER_HOME": str(home(data)),
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
    }


def _pair(work: Path, environment: dict[str, str], number: int, say: Say) -> tuple[Cost, Cost]:
    """Both, one after the other; which comes first changes, and number 0 warms them up."""
    plain = [DBT, "build", "--exclude-resource-type", "unit_test"]

    def by_dbt() -> Cost:
        return run(plain, environment=environment, log=work / "dbt.log")

    def by_dagster() -> Cost:
        return call(build_models, work, environment)[1]

    if number % 2:
        through, alone = by_dagster(), by_dbt()
    else:
        alone, through = by_dbt(), by_dagster()
    said = "warming up" if number == 0 else f"{number} of {ROUNDS}"
    say(f"  {said}: {alone.wall:.0f} s by dbt alone, {through.wall:.0f} s through Dagster")
    return alone, through


def _start(work: Path, environment: dict[str, str], number: int, say: Say) -> Ready:
    port, log = free_port(), work / "dev.log"
    work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    command = ["orchestration.dev", "--port", str(port)]
    with served(command, {**os.environ, **environment}, log, _SECONDS) as servers:
        graph = Pages(port).asked_once_up(_GRAPH, _SECONDS)["assetNodes"]
        wall, cpu = time.perf_counter() - started, _cpu_of_group(servers.pid)
    said = "warming up" if number == 0 else f"{number} of {STARTS}"
    say(f"  {said}: the pages answer after {wall:.1f} s")
    return Ready(wall, cpu, len(graph))


def _cpu_of_group(group: int) -> float:
    """CPU seconds of all processes of a group so far, where the system tells (Linux)."""
    spent = 0.0
    for told in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = told.read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == group:
            spent += sum(map(int, fields[11:15])) / _TICKS
    return spent


def _ratios(starts: Sequence[Ready], pairs: Sequence[tuple[Cost, Cost]]) -> list[Ratio]:
    beyond = statistics.median(through.wall - SHARE * alone.wall for alone, through in pairs)
    ready = statistics.median(one.wall for one in starts)
    return [
        at_most("start of Dagster until its pages tell the graph", ready, READY_SECONDS, " s"),
        at_most(f"{_DAGSTER}, beyond {SHARE:g} times a {_PLAIN}", beyond, FIXED_SECONDS, " s"),
    ]


def _times(starts: Sequence[Ready], pairs: Sequence[tuple[Cost, Cost]]) -> Table:
    plain, through = ([pair[place] for pair in pairs] for place in (0, 1))
    rows: list[list[Cell]] = [
        [_PLAIN, len(plain), *_spread([one.wall for one in plain], [one.cpu for one in plain])],
        [_DAGSTER, len(through), *_spread([o.wall for o in through], [o.cpu for o in through])],
        [
            f"start until the pages tell {starts[0].assets:,} assets",
            len(starts),
            *_spread([one.wall for one in starts], [one.cpu for one in starts]),
        ],
    ]
    columns = ["what", "times", "s (median)", "s (least)", "s (most)", "CPU s (median)"]
    return Table("Medians of runs in turn", columns, rows)


def _spread(walls: Sequence[float], cpus: Sequence[float]) -> list[Cell]:
    return [statistics.median(walls), min(walls), max(walls), statistics.median(cpus)]
