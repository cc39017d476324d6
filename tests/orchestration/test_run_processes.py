"""A run whose process is gone is ended, or no other would ever begin; one at work is let be."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from dagster._core.events import EngineEventData
from dagster._core.workspace.context import BaseWorkspaceRequestContext
from dagster._daemon.monitoring.run_monitoring import monitor_started_run

from orchestration import run_processes
from orchestration.instance import home
from orchestration.run_processes import (
    GONE,
    PROCESS_TAG,
    WatchedRunLauncher,
    close_abandoned_runs,
    is_alive,
    name_of,
)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(home(tmp_path))) as instance:
        yield instance


@pytest.fixture
def ended() -> int:
    """The number of a process that was there."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@dg.job
def nightly() -> None:
    """Does nothing: what is looked at is its run."""


def started(
    instance: dg.DagsterInstance,
    process: int | None = None,
    tags: dict[str, str] | None = None,
    again_after: dg.DagsterRun | None = None,
) -> dg.DagsterRun:
    """A run that began, in a process that its server told of."""
    failed = again_after.run_id if again_after else None
    run = instance.create_run_for_job(nightly, tags=tags, parent_run_id=failed, root_run_id=failed)
    if process is not None:
        told = EngineEventData.in_process(process)
        instance.report_engine_event(f"Started process for run (pid: {process}).", run, told)
    began = dg.DagsterEvent(
        event_type_value=dg.DagsterEventType.RUN_START.value, job_name=run.job_name
    )
    instance.report_dagster_event(began, run_id=run.run_id)
    return instance.get_run_by_id(run.run_id) or run


def monitored(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRun:
    """As Dagster's daemon looks after a run."""
    record = instance.get_run_record_by_id(run.run_id)
    assert record is not None
    workspace: Any = BaseWorkspaceRequestContext
    monitor_started_run(instance, workspace, record, logging.getLogger(__name__))
    return instance.get_run_by_id(run.run_id) or run


def test_the_daemon_ends_a_run_whose_process_is_gone(
    instance: dg.DagsterInstance, ended: int
) -> None:
    assert isinstance(instance.run_launcher, WatchedRunLauncher)
    by_daemon = monitored(instance, started(instance, ended))
    by_command = monitored(instance, started(instance, tags={PROCESS_TAG: str(ended)}))
    assert (by_daemon.status, by_command.status) == (dg.DagsterRunStatus.FAILURE,) * 2
    (failed,) = instance.all_logs(by_daemon.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
    assert GONE in str(failed.message or failed.get_dagster_event().message)


def test_a_run_at_work_goes_on_and_so_does_one_that_has_not_told_its_process(
    instance: dg.DagsterInstance,
) -> None:
    for process in (os.getpid(), None):
        assert monitored(instance, started(instance, process)).status == dg.DagsterRunStatus.STARTED


def test_a_run_tried_again_is_not_taken_for_the_process_of_the_one_that_failed(
    instance: dg.DagsterInstance, ended: int
) -> None:
    tags = {PROCESS_TAG: f"{ended} 1 of-some-start"}
    failed = monitored(instance, started(instance, tags=tags))
    assert failed.status == dg.DagsterRunStatus.FAILURE
    again = monitored(instance, started(instance, os.getpid(), tags, failed))
    assert again.status == dg.DagsterRunStatus.STARTED
    assert again.tags[PROCESS_TAG] == name_of(os.getpid())
    not_told_yet = monitored(instance, started(instance, tags=tags, again_after=failed))
    assert not_told_yet.status == dg.DagsterRunStatus.STARTED


def test_a_command_ends_what_another_left_behind(instance: dg.DagsterInstance, ended: int) -> None:
    left, other = started(instance, ended), started(instance, os.getpid())
    assert close_abandoned_runs(instance) == 1
    statuses = [
        run.status for run in map(instance.get_run_by_id, (left.run_id, other.run_id)) if run
    ]
    assert statuses == [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED]


@pytest.mark.skipif(not Path("/proc/uptime").exists(), reason="only Linux tells when one began")
def test_another_process_that_was_given_the_number_since_is_not_the_run() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = name_of(process.pid)
        number, ticks, start = name.split()
        assert is_alive(name)
        assert not is_alive(f"{number} {int(ticks) - 1} {start}")
        assert not is_alive(f"{number} {ticks} of-the-start-before")
        assert is_alive(number, time.time()), "of a run of before, whose tag is a number"
        assert not is_alive(number, time.time() - 3600)
        process.communicate(b"\n")


def test_a_clock_that_is_set_forward_ends_no_run_at_work(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_command = started(instance, tags={PROCESS_TAG: name_of(os.getpid())})
    by_daemon = monitored(instance, started(instance, os.getpid()))
    later = SimpleNamespace(time=lambda: time.time() + 3600)
    monkeypatch.setattr(run_processes, "time", later)
    for run in (by_command, by_daemon):
        assert monitored(instance, run).status == dg.DagsterRunStatus.STARTED
    assert close_abandoned_runs(instance) == 0
