"""Publish the marts: one whole version beside the last, then a pointer that moves in one step.

`data/published/versions/<version>/` holds `closed_loop.duckdb` (schema `marts`, readable by DuckDB
1.4 and newer), `<mart>.parquet` and `manifest.json`. `data/published/current` is a symbolic link to
the newest. A reader that opened a version keeps it; a process killed while it writes leaves only a
folder that the next publish removes.
"""

import hashlib
import json
import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

# 2.0 writes a format that the DuckDB of most BI tools (1.4, 1.5) cannot read.
_STORAGE_VERSION = "v1.4.0"
_KEPT_VERSIONS = 3
_DATABASE = "closed_loop.duckdb"
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Publication:
    """What a publish did: the version readers now see, and what it adds to the one before.

    `rows` and `added` are rows per mart; `is_new` is false when nothing had changed.
    """

    version: str
    folder: Path
    is_new: bool
    rows: dict[str, int]
    added: dict[str, int]


class PublicationError(Exception):
    """Nothing was published; the message says why."""


def current_folder(published: Path) -> Path | None:
    """The folder of the newest whole version, or None before the first publish."""
    pointer = published / "current"
    return pointer.resolve() if pointer.exists() else None


def read_manifest(folder: Path | None) -> dict[str, Any]:
    """The manifest of a published version; empty when there is none."""
    if folder is None:
        return {}
    manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text())
    return manifest


def published_rows(published: Path) -> dict[str, int]:
    """Rows per mart of the newest version; empty before the first publish."""
    marts = read_manifest(current_folder(published)).get("marts", {})
    return {name: mart["rows"] for name, mart in marts.items()}


def publish(warehouse: Path, published: Path) -> Publication:
    """Copy every table of schema `marts` into a new version and point `current` at it.

    The version is named by its contents: marts that did not change are not published again.

    Raises:
        PublicationError: the warehouse holds no marts.
    """
    versions = published / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    _sweep(published)
    building = versions / f".building-{os.getpid()}"
    building.mkdir()
    manifest = _write(warehouse, building)
    previous = current_folder(published)
    before = read_manifest(previous)
    rows = {name: mart["rows"] for name, mart in manifest["marts"].items()}
    added = {
        name: count - before.get("marts", {}).get(name, {}).get("rows", 0)
        for name, count in rows.items()
    }
    if previous is not None and before.get("content_hash") == manifest["content_hash"]:
        shutil.rmtree(building)
        return Publication(before["version"], previous, False, rows, added)
    version = f"{before.get('number', 0) + 1:06d}-{manifest['content_hash'][:8]}"
    manifest |= {"version": version, "number": before.get("number", 0) + 1}
    (building / _MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    for path in [*building.iterdir(), building]:
        _sync(path)
    folder = versions / version
    if folder.exists():  # left by a process killed between this rename and the swap below
        shutil.rmtree(folder)
    building.rename(folder)
    _sync(versions)
    _point(published, folder)
    _retire(versions, keep=folder)
    return Publication(version, folder, True, rows, added)


def _write(warehouse: Path, building: Path) -> dict[str, Any]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {_literal(warehouse)} as warehouse (read_only)")
        connection.execute(
            f"attach {_literal(building / _DATABASE)} as published"
            f" (storage_version '{_STORAGE_VERSION}')"
        )
        connection.execute("create schema published.marts")
        names = [
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables"
                " where table_catalog = 'warehouse' and table_schema = 'marts'"
                " and table_name not like '%\\_\\_dbt\\_%' escape '\\' order by table_name"
            ).fetchall()
        ]
        if not names:
            raise PublicationError(f"{warehouse} holds no marts: build them first (make run)")
        with ThreadPoolExecutor(1) as pool:  # tables are made here one by one, exported beside that
            exports = {name: _copy(connection, name, building, pool) for name in names}
            marts = {name: export.result() for name, export in exports.items()}
        connection.execute("checkpoint published")
        connection.execute("detach published")
    schema = {name: mart["columns"] for name, mart in marts.items()}
    contents = {name: mart["sha256"] for name, mart in marts.items()}
    return {
        "schema_hash": _hash(schema),
        "content_hash": _hash([schema, contents]),
        "marts": marts,
        "files": {path.name: _sha256(path) for path in sorted(building.iterdir())},
    }


def _copy(
    connection: duckdb.DuckDBPyConnection, name: str, building: Path, pool: ThreadPoolExecutor
) -> Future[dict[str, Any]]:
    """Write one mart twice, as a table and as Parquet, in one order so that bytes repeat."""
    quoted = '"' + name.replace('"', '""') + '"'
    connection.execute(
        f"create table published.marts.{quoted} as"
        f" select * from warehouse.marts.{quoted} order by all"
    )
    return pool.submit(_export, connection.cursor(), quoted, building / f"{name}.parquet")


def _export(connection: duckdb.DuckDBPyConnection, quoted: str, parquet: Path) -> dict[str, Any]:
    connection.execute(
        f"copy (select * from published.marts.{quoted}) to {_literal(parquet)}"
        " (format parquet, compression zstd)"
    )
    described = connection.execute(f"describe published.marts.{quoted}").fetchall()
    columns = {column: kind for column, kind, *_ in described}
    money = [column for column, kind in columns.items() if kind.startswith("DECIMAL")]
    sums = ", ".join(f'coalesce(sum("{column}"), 0)::varchar' for column in money)
    counted = connection.execute(
        f"select count(*){', ' + sums if sums else ''} from published.marts.{quoted}"
    ).fetchone()
    if counted is None:
        raise PublicationError(f"{quoted} could not be counted")
    return {
        "rows": counted[0],
        "sums": dict(zip(money, counted[1:], strict=True)),
        "columns": columns,
        "sha256": _sha256(parquet),
    }


def _point(published: Path, folder: Path) -> None:
    """Move the pointer: readers see the old version or the new one, never neither."""
    pointer = published / f".current-{os.getpid()}"
    pointer.symlink_to(Path("versions") / folder.name)
    pointer.replace(published / "current")
    _sync(published)


def _sweep(published: Path) -> None:
    """Remove what a killed publish left; the lock says no other one is at work."""
    for leftover in (published / "versions").glob(".building-*"):
        shutil.rmtree(leftover)
    for leftover in published.glob(".current-*"):
        leftover.unlink()


def _retire(versions: Path, keep: Path) -> None:
    whole = sorted(path for path in versions.iterdir() if (path / _MANIFEST).exists())
    for old in whole[:-_KEPT_VERSIONS]:
        if old != keep:
            shutil.rmtree(old)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
