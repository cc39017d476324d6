"""What was measured of the road of events, as ratios and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks import floors
from tests.benchmarks.dbt_runs import CHANNELS, OVERHEAD, SESSIONS, DbtRun, ModelCost
from tests.benchmarks.floors import Figures
from tests.benchmarks.measuring import Cost
from tests.benchmarks.results import Cell, Ratio, Table, at_least, at_most

MOST_BYTES = 6 * 10**9
SORT_TIMES, COPY_SHARE = 2.0, 0.5
DAY_PERCENT, RULES_PERCENT = 3.0, 5.0
_SLOWEST = 15


@dataclass(frozen=True)
class Landed:
    """One landing of one system; `wall` without the start of Python."""

    system: str
    rows: int
    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Step:
    """One landing and build: of a whole year, or of what came since."""

    name: str
    landed: tuple[Landed, ...]
    built: DbtRun


@dataclass(frozen=True)
class Road:
    """One size.

    Attributes:
        steps: the year; a day more; a day restated; nothing new.
        tests: dbt's data tests on the year, if they were run.
        floors: by name, on the landed year.
        copied: DuckDB's own copy of the year's files.
        generated: what making the year's files cost.
        left_out: what of the road was not measured, for the reader.
    """

    steps: tuple[Step, ...]
    tests: DbtRun | None
    floors: dict[str, Figures]
    copied: Figures
    generated: Cost
    left_out: str = ""

    @property
    def events(self) -> Landed:
        """The landing of the year's event files."""
        return next(one for one in self.steps[0].landed if one.system == "ga4")

    def ratios(self) -> list[Ratio]:
        """What has a target: in seconds, and in CPU seconds, which neighbours do not stretch."""
        peak = max(step.built.cost.peak for step in self.steps)
        copied = self.copied["rows"] / self.copied["wall"]
        return [
            *self._compared(DbtRun.seconds, "wall", ""),
            *self._compared(DbtRun.cpu_seconds, "cpu", ", in CPU seconds"),
            at_most("peak memory of a build", peak / 1e9, MOST_BYTES / 1e9, " GB"),
            at_most("peak memory of a landing", self._landed_peak / 1e9, MOST_BYTES / 1e9, " GB"),
            at_least(
                f"rate of landing event files ÷ {floors.COPY}",
                self.events.rows / self.events.wall / copied,
                COPY_SHARE,
                " times",
            ),
        ]

    @property
    def _landed_peak(self) -> int:
        return max(one.peak for step in self.steps for one in step.landed)

    def _compared(self, cost: Callable[..., float], figure: str, said: str) -> list[Ratio]:
        """Sessions against their floors, a day against the year, rules against sessions."""
        year, day, restated, nothing = (step.built for step in self.steps)
        sessions = cost(year, SESSIONS)
        if not sessions:
            return []
        full = f"{SESSIONS}, a full build"
        floored = [
            at_most(
                f"{full} ÷ {floor}{said}",
                sessions / self.floors[floor][figure],
                SORT_TIMES,
                " times",
            )
            for floor in (floors.SORT_READ, floors.SORT_TEXTS)
        ]
        since = [
            at_most(
                f"{SESSIONS}, {name} ÷ a full build{said}",
                100 * cost(built, SESSIONS) / sessions,
                DAY_PERCENT,
                "%",
            )
            for name, built in ((self.steps[1].name, day), (self.steps[2].name, restated))
        ]
        beyond = 100 * (cost(day, SESSIONS) - cost(nothing, SESSIONS)) / sessions
        rules = 100 * cost(year, CHANNELS) / sessions
        return [
            *floored,
            *since,
            Ratio(
                f"{SESSIONS}, a day more beyond nothing new ÷ a full build{said}", beyond, unit="%"
            ),
            at_most(f"channel rules ÷ {SESSIONS}{said}", rules, RULES_PERCENT, "%"),
        ]

    def tables(self) -> list[Table]:
        """All figures."""
        return [
            self._stages(),
            self._landings(),
            self._floors(),
            self._session_models(),
            self._slowest(),
        ]

    def _stages(self) -> Table:
        columns = ["stage", "year s", "CPU s", "M events/s", "peak GB"]
        for step in self.steps[1:]:
            columns += [f"{step.name} s", "CPU s"]
        landed = [
            ModelCost("", "", one.wall, one.cpu, one.peak)
            for step in self.steps
            for one in step.landed
            if one.system == "ga4"
        ]
        rows = [self._stage("land event files", landed)]
        costs = [step.built.stages for step in self.steps]
        for stage in costs[0]:
            named = f"{stage} (a part of it)" if stage == OVERHEAD else stage
            rows.append(self._stage(named, [cost.get(stage) for cost in costs]))
        rows.append(self._stage("all of dbt build", [_whole(step.built) for step in self.steps]))
        if self.tests:
            rows.append(self._stage("all of dbt test", [_whole(self.tests)]))
        title = "Stages: a year but for its last day, then what came after"
        return Table(title, columns, rows, self.left_out)

    def _stage(self, name: str, costs: Sequence[ModelCost | None]) -> list[Cell]:
        row: list[Cell] = [name]
        for cost in [*costs, *[None] * (len(self.steps) - len(costs))]:
            row += [cost.wall, cost.cpu] if cost else [None, None]
            if len(row) == 3:
                row += [
                    self.events.rows / cost.wall / 1e6 if cost and cost.wall else None,
                    cost.peak / 1e9 if cost and cost.peak else None,
                ]
        return row

    def _landings(self) -> Table:
        rows: list[list[Cell]] = [
            _landing(f"{one.system}: {step.name}", one)
            for step in self.steps
            for one in step.landed
        ]
        floor, made = self.copied, self.generated
        copied = Landed("", floor["rows"], floor["wall"], floor["cpu"], floor["peak"])
        generated = Landed("", self.events.rows, made.wall, made.cpu, made.peak)
        rows.append(_landing(f"floor: {floors.COPY}", copied))
        rows.append(_landing("generating the year, no part of the road", generated))
        return Table("Landing", ["what", "rows", "s", "CPU s", "rows/s", "peak GB"], rows)

    def _floors(self) -> Table:
        found = [*self.floors.items(), (floors.COPY, self.copied)]
        rows: list[list[Cell]] = [
            [name, one["wall"], one["cpu"], one["rows"] / one["wall"] / 1e6, one["peak"] / 1e9]
            for name, one in found
        ]
        return Table("Floors", ["floor", "s", "CPU s", "M rows/s", "peak GB"], rows)

    def _session_models(self) -> Table:
        """Where the cost of a day goes: every model of the stage, the dearest of a day first."""
        models = [{model.name: model for model in step.built.models} for step in self.steps]
        listed = [one for one in models[1].values() if one.stage == SESSIONS]
        columns = ["model", "year s", "CPU s"]
        for step in self.steps[1:]:
            columns += [f"{step.name} s", "CPU s"]
        rows: list[list[Cell]] = []
        for model in sorted(listed, key=lambda one: -(one.cpu or one.wall)):
            row: list[Cell] = [model.name]
            for found in (one.get(model.name) for one in models):
                row += [found.wall, found.cpu] if found else [None, None]
            rows.append(row)
        return Table(f"What {SESSIONS} is made of", columns, rows)

    def _slowest(self) -> Table:
        models = [{model.name: model for model in step.built.models} for step in self.steps]
        slowest = sorted(models[0].values(), key=lambda model: -model.wall)[:_SLOWEST]
        rows: list[list[Cell]] = []
        for model in slowest:
            found = (one.get(model.name) for one in models)
            rows.append([model.name, model.stage, *(one.wall if one else None for one in found)])
        columns = ["model", "stage", "year s", *(f"{step.name} s" for step in self.steps[1:])]
        return Table("The slowest models", columns, rows)


def _whole(run: DbtRun) -> ModelCost:
    return ModelCost("", "", run.cost.wall, run.cost.cpu, run.cost.peak)


def _landing(what: str, one: Landed) -> list[Cell]:
    rate = round(one.rows / one.wall) if one.wall else None
    return [what, one.rows, one.wall, one.cpu, rate, one.peak / 1e9]
