"""Dagster's own records: under the data folder, without telemetry, one writer queued at a time."""

import os
from pathlib import Path

import dagster as dg
import yaml

# Slots of a pool are counted by run: a run killed with its step's slot taken would otherwise block
# every later run for ever (measured). The lock files are what really keeps a second writer out.
_CONFIGURATION = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},  # the first page is the graph, not an invitation
    "concurrency": {
        "pools": {"default_limit": 1, "granularity": "run"},
        "runs": {"max_concurrent_runs": 1},
    },
    "run_monitoring": {
        "enabled": True,
        "start_timeout_seconds": 180,
        "poll_interval_seconds": 30,
        "free_slots_after_run_end_seconds": 60,
    },
    "retention": {"schedule": {"purge_after_days": 90}, "sensor": {"purge_after_days": 7}},
}
PROCESS_TAG = "closed_loop/process"


def home(data_dir: Path) -> Path:
    """Make `data/dagster` what DAGSTER_HOME should be, and return it."""
    folder = (data_dir / "dagster").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    event_log = {
        "module": "orchestration.event_log",
        "class": "KeptSqliteEventLogStorage",
        "config": {"base_dir": str(folder / "history" / "runs")},
    }
    configuration = _CONFIGURATION | {"event_log_storage": event_log}
    (folder / "dagster.yaml").write_text(yaml.safe_dump(configuration, sort_keys=False))
    return folder


def close_abandoned_runs(instance: dg.DagsterInstance) -> int:
    """Mark as failed the runs whose process died without a word; returns how many."""
    abandoned = [
        run
        for run in instance.get_runs(
            dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
        )
        if PROCESS_TAG in run.tags and not _is_alive(int(run.tags[PROCESS_TAG]))
    ]
    for run in abandoned:
        instance.report_run_failed(run, "The process that ran it ended without a word.")
    return len(abandoned)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
