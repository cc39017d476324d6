"""Kill -9 of a landing at a chosen boundary, in a process forked for it.

A boundary is the moment before or after a statement or commit in DuckDB, a rename, or a step in the
life of dlt's packages. Between two of them nothing lasting happens.
"""

import os
import re
import signal
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from threading import Lock
from typing import Any

from dlt.common.storages.load_package import PackageStorage
from dlt.destinations.impl.duckdb.sql_client import DuckDbSqlClient

from pipelines.runner import land
from pipelines.vault import Vault
from tests.pipelines.invented_vendor import KEY, install, settings_in

BOUNDARIES: tuple[tuple[Any, str], ...] = (
    (DuckDbSqlClient, "commit_transaction"),
    (DuckDbSqlClient, "execute_sql"),
    (PackageStorage, "_move_job"),
    (PackageStorage, "complete_loading_package"),
    (PackageStorage, "create_package"),
    (PackageStorage, "save_schema"),
    (PackageStorage, "save_load_package_state"),
    (Vault, "keep"),
    (os, "rename"),
    (os, "replace"),
)
# What a landing imports on its way, so that the processes forked for it need not: half their time.
ON_THE_WAY = (
    "dlt._workspace._plugins",
    "dlt.common.libs.pyarrow",
    "dlt.common.libs.sql_alchemy_compat",
    "dlt.destinations.impl.duckdb.duck",
    "dlt.destinations.insert_job_client",
    "dlt.sources.helpers.requests",
    "pyarrow.parquet",
)
_SERVER = get_context("forkserver")
# Starting one asks how every other ended; of two threads that ask at once, one is told 255.
_ONE_ASKS = Lock()
_SERVER.set_forkserver_preload(["tests.pipelines.killing", *ON_THE_WAY])


class Countdown:
    """Counts boundaries and dies at one of them."""

    def __init__(self, die_at: int | None, die_on: str | None) -> None:
        self.passed: list[str] = []
        self._die_at = die_at
        self._die_on = die_on

    def tick(self, label: str) -> None:
        """Pass a boundary, or die."""
        self.passed.append(label)
        if len(self.passed) == self._die_at or (self._die_on and re.search(self._die_on, label)):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Tick before and after every boundary of this process from now on."""
        for owner, name in BOUNDARIES:
            setattr(owner, name, self._around(getattr(owner, name), name))

    def _around(self, original: Any, name: str) -> Any:
        def watched(*args: Any, **kwargs: Any) -> Any:
            words = " ".join(str(arg) for arg in args if isinstance(arg, str | Path))
            paths = " ".join(words.split())
            self.tick(f"before {name} {paths}")
            result = original(*args, **kwargs)
            self.tick(f"after {name} {paths}")
            return result

        return watched


def land_apart(
    folder: Path,
    system: str = "invented",
    *,
    die_at: int | None = None,
    die_on: str | None = None,
) -> int:
    """Land in a process of its own; its exit code (-9: it was killed, as asked).

    Args:
        folder: the data folder.
        system: what is landed.
        die_at: the number of the boundary to die at, from 1.
        die_on: pattern of the boundary to die at.
    """
    process = _SERVER.Process(target=_land, args=(str(folder), system, die_at, die_on))
    with _ONE_ASKS:
        process.start()
    wait([process.sentinel])
    with _ONE_ASKS:
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def boundaries_passed(folder: Path) -> list[str]:
    """The boundaries that the last whole landing in this folder passed."""
    return (folder / "boundaries").read_text().splitlines()


def _land(folder: str, system: str, die_at: int | None, die_on: str | None) -> None:
    os.environ["CLOSED_LOOP_VAULT_KEY"] = KEY
    install()
    countdown = Countdown(die_at, die_on)
    if die_at is not None or die_on is not None:
        countdown.watch()
    land(system, settings=settings_in(Path(folder)))
    if countdown.passed:
        (Path(folder) / "boundaries").write_text("\n".join(countdown.passed))
