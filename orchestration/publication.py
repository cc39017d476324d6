"""Publish the marts: one whole version beside the last, then a pointer that moves in one step.

`data/published/versions/<version>/` holds `closed_loop.duckdb` (schema `marts`, readable by DuckDB
1.4 and newer), `<mart>.parquet` and `manifest.json`. `data/published/current` is a symbolic link to
the newest that was not withdrawn. A reader that opened a version keeps it; a process killed while
it writes leaves only a folder that the next publish removes.
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

from orchestration.publication_versions import (
    MANIFEST,
    PublicationError,
    current_folder,
    point,
    published_rows,
    read_manifest,
    retire,
    sha256,
    sweep,
    sync,
    versions,
)

__all__ = [
    "Publication",
    "PublicationError",
    "current_folder",
    "publish",
    "published_rows",
    "read_manifest",
]

# 2.0 writes a format that the DuckDB of most BI tools (1.4, 1.5) cannot read.
_STORAGE_VERSION = "v1.4.0"
_DATABASE = "closed_loop.duckdb"


@dataclass(frozen=True)
class Publication:
    """What a publish did: the version readers now see, and what it adds to the one before.

    `rows` and `added` are rows per mart; `is_new` is false when nothing had changed, or when what
    was built is the `withheld` version: one that was withdrawn.
    """

    version: str
    folder: Path
    is_new: bool
    rows: dict[str, int]
    added: dict[str, int]
    withheld: str | None = None


def publish(warehouse: Path, published: Path, kept: int = 3) -> Publication:
    """Copy every table of schema `marts` into a new version and point `current` at it.

    The version is named by its contents: marts that did not change are not published again, nor is
    what was withdrawn. `kept` versions stay, the new one among them.

    Raises:
        PublicationError: the warehouse holds no marts.
    """
    folders = published / "versions"
    folders.mkdir(parents=True, exist_ok=True)
    sweep(published)
    building = folders / f".building-{os.getpid()}"
    building.mkdir()
    try:
        return _publish(warehouse, published, kept, building)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)  # it may be what filled the disk
        raise


def _publish(warehouse: Path, published: Path, kept: int, building: Path) -> Publication:
    manifest = _write(warehouse, building)
    previous = current_folder(published)
    before = read_manifest(previous)
    there = versions(published)
    same = {v.state: v.name for v in there if v.content_hash == manifest["content_hash"]}
    if previous is not None and same.keys() & {"current", "withdrawn"}:
        shutil.rmtree(building)
        retire(published, kept)  # a publish killed before it did, or a setting that changed
        withheld = None if "current" in same else same["withdrawn"]
        rows = published_rows(published)
        return Publication(previous.name, previous, False, rows, dict.fromkeys(rows, 0), withheld)
    number = max((version.number for version in there), default=0) + 1
    version = f"{number:06d}-{manifest['content_hash'][:8]}"
    manifest |= {"version": version, "number": number}
    (building / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    for path in [*building.iterdir(), building]:
        sync(path)
    folder = building.with_name(version)
    building.rename(folder)
    sync(folder.parent)
    point(published, folder)
    retire(published, kept)
    rows = {name: mart["rows"] for name, mart in manifest["marts"].items()}
    added = {
        name: count - before.get("marts", {}).get(name, {}).get("rows", 0)
        for name, count in rows.items()
    }
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
        "files": {path.name: sha256(path) for path in sorted(building.iterdir())},
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
        "sha256": sha256(parquet),
    }


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
