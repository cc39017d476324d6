"""The process of each run, so that a run whose process is gone does not count as one at work.

One run is at work at a time. Dagster's own launcher does not look after a run whose server died
with it, by a power cut or `kill -9`: such a run was never ended, and no other ever began.

A process is known by its number and by when it began, in ticks since the machine started: numbers
are given again, and a clock may be set.
"""

import os
import time
from pathlib import Path

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus

PROCESS_TAG = "closed_loop/process"
"""On runs that `make run` and `make backfill` do themselves, and on others once they are seen."""
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
        process = process_of(self._instance, run)
        if process is not None and process.isdigit():
            name = name_of(int(process))
            if name != run.tags.get(PROCESS_TAG):
                self._instance.add_run_tags(run.run_id, {PROCESS_TAG: name})
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


def name_of(process: int) -> str:
    """A process by its number and, where the system tells (Linux), by when it began."""
    return " ".join([str(process), *_began(process)])


def process_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str | None:
    """The name of the process that a run says it runs in; of some, it is the number alone.

    Its tag may be of another run: who tries a failed run again hands on the tags of that one.
    """
    tag = run.tags.get(PROCESS_TAG)
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        told = entry.get_dagster_event().engine_event_data.metadata.get("pid")
        if told is not None:
            number = str(told.value)
            return tag if tag and tag.split()[0] == number else number
    return tag if run.parent_run_id is None else None


def is_alive(process: str, since: float | None = None) -> bool:
    """Whether a process is there; another may have its number, after a restart or a long time.

    Args:
        process: its name, as `name_of` gives it, or its number.
        since: of a number alone: when the process was there, in seconds since 1970.
    """
    number, *began = process.split()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and there
    found = _began(int(number))
    if not found:
        return True  # nobody tells whether it is the same
    if began:
        return began == found
    return since is None or _by_the_clock(found) <= since + _SLACK_SECONDS


def _began(process: int) -> list[str]:
    """The ticks from the machine's start to that of a process, and which start it was."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        return [fields[19], Path("/proc/sys/kernel/random/boot_id").read_text().strip()]
    except OSError:
        return []


def _by_the_clock(began: list[str]) -> float:
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + int(began[0]) / os.sysconf("SC_CLK_TCK")
