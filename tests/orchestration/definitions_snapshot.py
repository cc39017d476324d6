"""What Dagster is told, as a text to read and to compare: `definitions.yml` beside this module.

Models are shown by their layer: their keys and what they read are dbt's, and are compared with its
manifest. After a change that is meant, `python -m tests.orchestration.definitions_snapshot` writes
the file anew.
"""

import warnings
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

SNAPSHOT = Path(__file__).with_name("definitions.yml")
_MODELS = ("seeds", "staging", "conformed", "intermediate", "marts")


def described(graph: dg.RepositoryDefinition) -> dict[str, Any]:
    """Everything but the models one by one."""
    return {
        "jobs": sorted(job.name for job in graph.get_all_jobs() if not job.name.startswith("__")),
        "schedules": {
            one.name: f"{one.job_name} at {one.cron_schedule} {one.execution_timezone}, "
            f"{one.default_status.value}"
            for one in graph.schedule_defs
        },
        "sensors": {
            one.name: f"every {one.minimum_interval_seconds} s, {one.default_status.value}"
            for one in sorted(graph.sensor_defs, key=lambda sensor: sensor.name)
        },
        "steps": dict(sorted(_steps(graph).items())),
        "assets": _assets(graph),
        "layers of models": _layers(graph),
    }


def _steps(graph: dg.RepositoryDefinition) -> dict[str, Any]:
    found = {}
    for job in graph.get_all_jobs():
        for step in job.all_node_defs:
            if isinstance(step, dg.OpDefinition):
                again = step.retry_policy
                retries = f"{again.max_retries} times" if again else "never"
                found[step.name] = f"pool {step.pool}, tried again {retries}"
    return found


def _assets(graph: dg.RepositoryDefinition) -> dict[str, Any]:
    assets = graph.asset_graph
    found: dict[str, Any] = {}
    for key in sorted(assets.executable_asset_keys):
        node = assets.get(key)
        if not _is_model(key):
            reads = ", ".join(sorted({parent.path[0] for parent in node.parent_keys}))
            facts = _facts(node) + (f"; reads {reads}" if reads else "")
            found.setdefault(node.group_name, {})[key.to_user_string()] = facts
    return found


def _layers(graph: dg.RepositoryDefinition) -> dict[str, list[str]]:
    facts = defaultdict(set)
    for key in graph.asset_graph.executable_asset_keys:
        if _is_model(key):
            facts[key.path[0]].add(_facts(graph.asset_graph.get(key)))
    return {layer: sorted(facts[layer]) for layer in _MODELS}


def _facts(node: Any) -> str:
    told = [f"of {', '.join(sorted(node.owners))}", f"kinds {', '.join(sorted(node.kinds))}"]
    if policy := node.freshness_policy:
        late, stale = (
            window.to_timedelta().total_seconds() / 3600
            for window in (policy.warn_window, policy.fail_window)
        )
        told.append(f"late after {late:g} h, stale after {stale:g} h")
    if days := node.partitions_def:
        told.append(f"partitioned {days.schedule_type.value.lower()}")
    if node.automation_condition:
        told.append("made again when what it reads has come")
    return "; ".join(told)


def _is_model(key: dg.AssetKey) -> bool:
    return key.path[0] in _MODELS


def written(told: Mapping[str, Any]) -> str:
    """As it stands in the file."""
    return yaml.safe_dump(dict(told), sort_keys=False, width=200)


def main() -> None:
    """Write the file anew."""
    from orchestration.definitions import defs

    warnings.filterwarnings("ignore")
    SNAPSHOT.write_text(written(described(defs().get_repository_def())))


if __name__ == "__main__":
    main()
