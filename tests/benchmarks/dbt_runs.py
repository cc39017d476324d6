"""Runs dbt on the project and says what each stage of it cost.

Stages are folders, found in dbt's manifest: a model that comes tomorrow counts where it stands.
dbt runs one model at a time here, so that a model's seconds are its own; DuckDB uses all cores.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.measuring import PROJECT, Cost, run

_NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
DBT = str(Path(sys.executable).with_name("dbt"))
OVERHEAD = "dbt itself"
SESSIONS = "conform and sessionise"
CHANNELS = "channels"
_OTHER_ENTITIES = "other entities"
_AREAS = {"events": SESSIONS, "sessions": SESSIONS, "journeys": "touchpoints"}
_ORDER = [
    "seeds",
    _OTHER_ENTITIES,
    SESSIONS,
    CHANNELS,
    "identity",
    "touchpoints",
    "money",
    "funnel",
    "spend",
]
_WEB_EVENTS = re.compile(r"web_events|__events|__export_files")
_PER_EVENT = re.compile(r"\bper (\w+ )*(event|events|page view)\b")

Node = Mapping[str, Any]


@dataclass(frozen=True)
class ModelCost:
    """What one model cost in one run; CPU and memory where the system tells them."""

    name: str
    stage: str
    wall: float
    cpu: float | None
    peak: int | None


@dataclass(frozen=True)
class DbtRun:
    """One dbt command: the process, and its models."""

    cost: Cost
    models: tuple[ModelCost, ...]

    @property
    def stages(self) -> dict[str, ModelCost]:
        """Sums over the models of each stage, and dbt's own time as one of them."""
        sums = {stage: _sum(stage, self.models) for stage in _in_order(self.models)}
        busy = sum(model.wall for model in self.models)
        cpu = sum(model.cpu or 0.0 for model in self.models)
        own = ModelCost("", OVERHEAD, self.cost.wall - busy, self.cost.cpu - cpu, None)
        return {OVERHEAD: own, **sums}

    def seconds(self, *stages: str) -> float:
        """Wall seconds of these stages together."""
        return sum(model.wall for model in self.models if model.stage in stages)

    def cpu_seconds(self, *stages: str) -> float:
        """CPU seconds of these stages together; 0 where the system does not tell."""
        return sum(model.cpu or 0.0 for model in self.models if model.stage in stages)


class Project:
    """The dbt project on one data folder, with DuckDB's memory bounded."""

    def __init__(self, folder: Path, environment: Mapping[str, str], memory: str) -> None:
        self._folder = folder
        self._target = folder / "target"
        profiles = folder / "profiles"
        profiles.mkdir(parents=True, exist_ok=True)
        given = yaml.safe_load((PROJECT / "profiles.yml").read_text())
        # Given once, as the file is opened: dbt sets `settings` for every model, and DuckDB refuses
        # another temporary directory, be it the same, once it has spilled.
        options = given["closed_loop"]["outputs"]["duckdb"].setdefault("config_options", {})
        options |= {"memory_limit": memory, "temp_directory": str(folder / "spill")}
        (profiles / "profiles.yml").write_text(yaml.safe_dump(given))
        self._environment = {
            **environment,
            "DBT_PROFILES_DIR": str(profiles),
            "DBT_TARGET_PATH": str(self._target),
            "DBT_LOG_PATH": str(folder / "logs"),
        }

    def build(self, *options: str) -> DbtRun:
        """Build seeds and models; raises ChildError if one fails."""
        return self._run("build", "--exclude-resource-type", "test", *_NO_UNIT_TESTS, *options)

    def test(self) -> DbtRun:
        """Run the data tests; one that fails was measured all the same."""
        return self._run("test", *_NO_UNIT_TESTS, accepted=(0, 1))

    def _run(self, *command: str, accepted: Sequence[int] = (0,)) -> DbtRun:
        cost = run(
            [DBT, "--no-use-colors", *command, "--threads", "1"],
            environment=self._environment,
            log=self._folder / f"dbt-{command[0]}.log",
            accepted=accepted,
        )
        nodes = json.loads((self._target / "manifest.json").read_text())["nodes"]
        results = json.loads((self._target / "run_results.json").read_text())["results"]
        ran = (_model_cost(nodes, result, cost) for result in results)
        return DbtRun(cost, tuple(one for one in ran if one))


def stage_of(nodes: Mapping[str, Node], node: Node) -> str:
    """The stage a model, seed or test belongs to: its folder, and where it meets every event.

    A model of the channels' folder that reads events one by one is sessionising's work: rules are
    what meets combinations.
    """
    if node["resource_type"] == "seed":
        return "seeds"
    if node["resource_type"] == "test":
        return "data tests"
    parts = Path(node["original_file_path"]).parts
    layer, area = parts[1], parts[2]
    if layer == "marts":
        return f"marts: {area}"
    if layer in ("staging", "conformed"):
        return SESSIONS if _WEB_EVENTS.search(node["name"]) else _OTHER_ENTITIES
    stage = _AREAS.get(area, area)
    if stage == CHANNELS:
        parents = [nodes[one] for one in node["depends_on"]["nodes"] if one in nodes]
        if any(_PER_EVENT.search(_grain(one)) for one in [node, *parents]):
            return SESSIONS
    return stage


def _grain(node: Node) -> str:
    return str(node.get("config", {}).get("meta", {}).get("grain", ""))


def _model_cost(nodes: Mapping[str, Node], result: Node, cost: Cost) -> ModelCost | None:
    node = nodes.get(result["unique_id"])
    if node is None or node["resource_type"] == "operation" or result["status"] == "skipped":
        return None
    executed = [one for one in result["timing"] if one["name"] == "execute"]
    cpu = peak = None
    if executed and executed[0]["completed_at"]:
        cpu, peak = cost.between(*(_moment(executed[0][edge]) for edge in _EDGES))
    return ModelCost(node["name"], stage_of(nodes, node), result["execution_time"], cpu, peak)


_EDGES = ("started_at", "completed_at")


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _sum(stage: str, models: Iterable[ModelCost]) -> ModelCost:
    own = [model for model in models if model.stage == stage]
    cpus = [model.cpu for model in own if model.cpu is not None]
    peaks = [model.peak for model in own if model.peak is not None]
    return ModelCost(
        name="",
        stage=stage,
        wall=sum(model.wall for model in own),
        cpu=sum(cpus) if cpus else None,
        peak=max(peaks, default=None),
    )


def _in_order(models: Sequence[ModelCost]) -> list[str]:
    stages = list(dict.fromkeys(model.stage for model in models))
    known = [stage for stage in _ORDER if stage in stages]
    others = [stage for stage in stages if stage not in _ORDER]
    return known + [one for one in others if ":" not in one] + [one for one in others if ":" in one]
