"""The process of each run, so that a run whose process is gone does not count as one at work.

One run is at work at a time. Dagster's own launcher does not look after a run whose server died
with it, by a power cut or `kill -9`: such a run was never ended, and no other ever began.
"""

import os
import time
from pathlib import Path

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus

PROCESS_TAG = "closed_loop/process"
"""On runs that `make run` and `make backfill` do themselves."""
GONE = "The process that ran it ended without a word."
_SLACK_SECONDS = 5.0


class WatchedRunLauncher(DefaultRunLauncher):
    """Dagster's launcher of runs on this machine, whose processes its daemon looks after."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """So that the daemon asks."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run is there."""
        if is_gone(self._instance, run):
            return CheckRunHealthResult(WorkerStatus.FAILED, GONE)
        return CheckRunHealthResult(WorkerStatus.RUNNING)


def is_gone(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether the process of a run is known and not there any more."""
    process, record = process_of(instance, run), instance.get_run_record_by_id(run.run_id)
    return process is not None and not is_alive(process, record.start_time if record else None)


def close_abandoned_runs(instance: dg.DagsterInstance) -> int:
    """Mark as failed the runs whose process died without a word; returns how many."""
    abandoned = [
        run
        for run in instance.get_runs(
            dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
        )
        if is_gone(instance, run)
    ]
    for run in abandoned:
        instance.report_run_failed(run, GONE)
    return len(abandoned)


def process_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> int | None:
    """The process that a run says it runs in."""
    if PROCESS_TAG in run.tags:
        return int(run.tags[PROCESS_TAG])
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        told = entry.get_dagster_event().engine_event_data.metadata.get("pid")
        if told is not None:
            return int(str(told.value))
    return None


def is_alive(process: int, since: float | None = None) -> bool:
    """Whether a process is there, and was there at that time, in seconds since 1970.

    After a restart of the machine another may have its number.
    """
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and there
    began = _began(process)
    return began is None or since is None or began <= since + _SLACK_SECONDS


def _began(process: int) -> float | None:
    """When a process began, where the system tells (Linux)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except OSError:
        return None
    return time.time() - uptime + int(fields[19]) / os.sysconf("SC_CLK_TCK")
