"""`make rollback` and `make versions`: send readers back to another version; list those there are.

The version left is withdrawn: an identical build does not publish it again by itself.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.publication_versions import Version, check_whole, roll_back, versions
from pipelines.destinations.postgres import copy_version
from pipelines.destinations.postgres_tables import PostgresError
from pipelines.errors import Explained
from pipelines.locks import hold
from pipelines.settings import PostgresConnection, Settings, load_settings, postgres


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code is 0 when readers are where it says."""
    parser = argparse.ArgumentParser(prog="make rollback", description=__doc__)
    parser.add_argument("version", nargs="?", help="such as 000012-ab12cd34; else the one before")
    parser.add_argument("--list", action="store_true", help="list the versions instead")
    asked = parser.parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    try:
        settings = load_settings()
        if asked.list:
            console.print(_listed(settings))
        else:
            _roll_back(settings, asked.version, console)
    except Explained as error:
        console.print(f"stopped: {error}", markup=False)
        return 1
    return 0


def _roll_back(settings: Settings, name: str | None, console: Console) -> None:
    published = settings.data_dir / "published"
    connection = postgres()
    with hold(settings.data_dir / "published.lock", "the published versions"):
        left = next((v for v in versions(published) if v.state == "current"), None)
        if connection and left and left.name == name:  # a copy that failed, asked for again
            check_whole(left.folder)
            version = left
            console.print(f"Readers of the files see version {version.name} already.")
        else:
            version = roll_back(published, name)
            console.print(f"Readers now see version {version.name}: {version.rows:,} rows.")
            if left and left.number > version.number:
                console.print(
                    f"Version {left.name} is withdrawn. A build that equals it does not publish it "
                    f"again; make rollback VERSION={left.name} does."
                )
        if connection:
            _copy(connection, version, settings.data_dir)
            console.print(f"PostgreSQL, schema {connection.schema}, holds it, too.")


def _copy(connection: PostgresConnection, version: Version, data_dir: Path) -> None:
    try:
        copy_version(connection, version.folder, data_dir)
    except PostgresError as error:
        raise PostgresError(
            f"{error} To copy it again: make rollback VERSION={version.name}"
        ) from None


def _listed(settings: Settings) -> Table | str:
    there = versions(settings.data_dir / "published")
    if not there:
        return "Nothing is published yet: make run"
    is_lost = all(version.state in {"kept", "withdrawn"} for version in there)
    table = Table(
        caption="Nothing is current: make rollback VERSION=… names one." if is_lost else None
    )
    table.add_column("Version")
    table.add_column("Written (UTC)")
    table.add_column("Rows", justify="right")
    table.add_column("State")
    for version in reversed(there):
        table.add_row(*_cells(version))
    return table


def _cells(version: Version) -> list[str]:
    written = f"{version.written_at:%Y-%m-%d %H:%M}"
    state = {"current": "current: what readers see", "kept": "kept: make rollback goes there"}
    return [version.name, written, f"{version.rows:,}", state.get(version.state, version.state)]


if __name__ == "__main__":
    sys.exit(main())
