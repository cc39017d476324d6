"""Dagster's own records: under the data folder, without telemetry, one writer queued at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipelines.locks import hold
from pipelines.settings import (
    DAGSTER_POSTGRES_URL,
    PROJECT_ROOT,
    SettingsError,
    dagster_postgres_url,
    load_settings,
)

if TYPE_CHECKING:
    import dagster as dg

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
    "run_launcher": {"module": "orchestration.run_processes", "class": "WatchedRunLauncher"},
    "retention": {"schedule": {"purge_after_days": 90}, "sensor": {"purge_after_days": 7}},
}
_DRIVER = "postgresql+psycopg2://"


def home(data_dir: Path) -> Path:
    """Make `data/dagster` what DAGSTER_HOME should be, and return it.

    Raises:
        SettingsError: PostgreSQL is asked for and cannot be had.
    """
    folder = (data_dir / "dagster").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    configuration = _CONFIGURATION | _storage(folder)
    part = folder / f".dagster-{os.getpid()}.yaml"
    part.write_text(yaml.safe_dump(configuration, sort_keys=False))
    part.replace(folder / "dagster.yaml")  # whoever else starts reads all of it
    return folder


@contextmanager
def records(data_dir: Path) -> "Iterator[dg.DagsterInstance]":
    """Dagster's records, opened for runs that this process does itself.

    Two processes that make Dagster's tables at once end one of them with "table … already exists".

    Raises:
        SettingsError: PostgreSQL is asked for and cannot be had.
        LockError: another process kept opening them all the time.
    """
    import dagster as dg  # seconds, which whoever only asks where records are does not pay

    with hold(data_dir / "dagster.lock", "Dagster's records"):
        os.environ["DAGSTER_HOME"] = str(home(data_dir))
        instance = dg.DagsterInstance.get()
        instance.get_runs(limit=1)
        instance.get_event_records(dg.EventRecordsFilter(dg.DagsterEventType.RUN_START), limit=1)
        instance.all_instigator_state()
    with instance:
        yield instance


def serve_from(data_dir: Path) -> None:
    """Tell Dagster's servers, which this process starts or becomes, where their records are.

    They are processes of their own, and import the event log that is ours.

    Raises:
        SettingsError: PostgreSQL is asked for and cannot be had.
    """
    os.environ["DAGSTER_HOME"] = str(home(data_dir))
    paths = [str(PROJECT_ROOT), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))


def _storage(folder: Path) -> dict[str, Any]:
    """Files in the folder, or PostgreSQL where an address is configured.

    dagster.yaml never holds the address: Dagster reads it from the environment.
    """
    address = dagster_postgres_url()
    if address is None:
        event_log = {
            "module": "orchestration.event_log",
            "class": "KeptSqliteEventLogStorage",
            "config": {"base_dir": str(folder / "history" / "runs")},
        }
        return {"event_log_storage": event_log}
    if find_spec("dagster_postgres") is None:
        raise SettingsError(
            "dagster.postgres_url is set and dagster-postgres is not installed: "
            ".venv/bin/pip install '.[production]', or take the setting away."
        )
    if not address.startswith(_DRIVER):  # without one, SQLAlchemy takes a driver that is not there
        raise SettingsError(
            f"dagster.postgres_url ({DAGSTER_POSTGRES_URL}) must begin with {_DRIVER}, then "
            "user:password@host:5432/database."
        )
    os.environ[DAGSTER_POSTGRES_URL] = address
    return {"storage": {"postgres": {"postgres_url": {"env": DAGSTER_POSTGRES_URL}}}}


def main() -> int:
    """Write dagster.yaml and print the folder that DAGSTER_HOME must name."""
    try:
        sys.stdout.write(f"{home(load_settings().data_dir)}\n")
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
