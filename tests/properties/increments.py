"""Builds loads one after the other, and the last one alone, in one process of its own.

Of its own because dbt, run inside a process, keeps the warehouse until told otherwise; one, because
starting dbt takes longer than building what a few hundred visitors did.

    python -m tests.properties.increments FOLDER SEED LOADS VISITORS
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from tests.properties.web_loads import random_loads
from tests.scenarios.contract import PROJECT
from tests.scenarios.warehouse import Row, Warehouse

MARTS = ["fct_sessions", "fct_page_views", "fct_touchpoints"]
_LAYERS = ["path:models/staging", "path:models/conformed", "resource_type:seed"]


class Builder:
    """dbt on warehouses that stand behind one path, parsed once."""

    def __init__(self, folder: Path) -> None:
        self.current = folder / "current"
        os.environ["CLOSED_LOOP_DATA_DIR"] = str(self.current)
        self.options = [
            "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(folder / "target"), "--log-path", str(folder / "logs"),
            "--quiet",
        ]  # fmt: skip
        self.runner = dbtRunner()

    def dbt(self, warehouse: Warehouse, *arguments: str) -> None:
        """Run one command and let go of the file."""
        self.current.unlink(missing_ok=True)
        self.current.symlink_to(warehouse.folder, target_is_directory=True)
        try:
            if self.runner.manifest is None:
                parsed = dbtRunner().invoke(["parse", *self.options]).result
                assert isinstance(parsed, Manifest)
                self.runner = dbtRunner(manifest=parsed)
            ended = self.runner.invoke([*arguments, *self.options])
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        if not ended.success:
            raise SystemExit(f"dbt {arguments[0]} failed in {warehouse.folder}: {ended.exception}")

    def build(self, warehouse: Warehouse, events: Sequence[Row]) -> None:
        """Let these web events be there, and build the marts that stand on them."""
        warehouse.replace("web_events", events)
        selected = [f"+{mart}" for mart in MARTS] + ["int_event_verdicts"]
        self.dbt(warehouse, "run", "--select", *selected, "--exclude", *_LAYERS)


def empty(folder: Path) -> Warehouse:
    """A warehouse without rows in a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    return Warehouse(folder, {})


def main() -> None:
    """Build `FOLDER/incremental` load by load and `FOLDER/full` from the last state."""
    folder = Path(sys.argv[1])
    seed, loads, visitors = map(int, sys.argv[2:])
    told = random_loads(seed, visitors, loads)
    builder = Builder(folder)
    incremental, full = empty(folder / "incremental"), empty(folder / "full")
    builder.dbt(incremental, "seed")
    shutil.copyfile(incremental.path, full.path)
    for state in range(loads):
        builder.build(incremental, told.rows(state))
    builder.build(full, told.rows(loads - 1))


if __name__ == "__main__":
    main()
