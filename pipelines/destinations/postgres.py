"""A published version in PostgreSQL, for BI tools that read nothing else.

dlt loads the marts that changed into a schema readers do not know; then one transaction of ours
replaces the rows of all of them. dlt's own way from staging replaces a table at a time, with
`truncate` or `drop`: readers would see marts of two versions, and those that read in one snapshot
(`repeatable read`) an empty table. Rows that are deleted and inserted in one transaction are the
old ones or the new ones for everybody; tables stay the same tables, so grants, indexes and views on
them stay, and nobody waits. `published_marts` says which version it is.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dlt
import duckdb

from pipelines.destinations.postgres_tables import (
    LOCK_SECONDS,
    Copy,
    PostgresError,
    held,
    held_versions,
    is_nested,
    prepare,
    quoted,
    replace,
    vacuum,
    wait_for_turn,
)
from pipelines.settings import PostgresConnection

if TYPE_CHECKING:
    import psycopg2.extensions

_PIPELINE = "closed_loop_postgres"
_BATCH_ROWS = 50_000


@dataclass(frozen=True)
class Copied:
    """What a copy did: the marts whose rows it replaced, with their rows; and those it removed."""

    version: str
    replaced: dict[str, int]
    removed: list[str]


def copy_version(connection: PostgresConnection, folder: Path, data_dir: Path) -> Copied:
    """Make PostgreSQL hold the published version in `folder`; marts that did not change stay.

    Whenever it ends, readers see the version before or this one; what a killed copy left, the next
    one removes. The caller holds the lock of the published versions.

    Raises:
        PostgresError: one sentence without a secret: what, where, what to do.
    """
    manifest = json.loads((folder / "manifest.json").read_text())
    with (
        _explained(connection, manifest["version"]) as seen,
        _connected(connection) as database,
    ):
        copy = Copy(database, connection.schema, f"{connection.schema}_loading", folder, manifest)
        wait_for_turn(copy)
        prepare(copy)
        seen.extend(held_versions(copy))
        there = held(copy)
        changed = [
            name for name, mart in manifest["marts"].items() if there.get(name) != mart["sha256"]
        ]
        removed = sorted(there.keys() - manifest["marts"].keys())
        _load(copy, changed, connection.credentials, data_dir)
        replace(copy, changed, removed)
        vacuum(copy, changed)
    rows = {name: manifest["marts"][name]["rows"] for name in changed}
    return Copied(manifest["version"], rows, removed)


def _load(copy: Copy, changed: list[str], credentials: str, data_dir: Path) -> None:
    """Let dlt write the changed marts into the schema that readers do not know."""
    if not changed:
        return
    working = data_dir / "dlt"
    shutil.rmtree(working / _PIPELINE, ignore_errors=True)  # of a killed copy; nothing is resumed
    pipeline = dlt.pipeline(
        pipeline_name=_PIPELINE,
        pipelines_dir=str(working.resolve()),
        destination=dlt.destinations.postgres(credentials, naming_convention="direct"),
        dataset_name=copy.loading,
    )
    pipeline.config.restore_from_destination = False
    try:
        pipeline.run([_resource(copy, name) for name in changed])
    finally:
        pipeline.deactivate()
        shutil.rmtree(working / _PIPELINE, ignore_errors=True)


def _resource(copy: Copy, name: str) -> Any:
    parquet = str(copy.folder / f"{name}.parquet")
    columns: dict[str, str] = copy.manifest["marts"][name]["columns"]
    return dlt.resource(
        _batches(parquet, columns),
        name=name,
        columns={
            # Without the hint they are instants in the zone of the server, which is not ours.
            column: {"data_type": "timestamp", "timezone": False}
            for column, kind in columns.items()
            if kind == "TIMESTAMP"
        },
        write_disposition="append",  # to a schema that has just been made: nothing to replace
        file_format="insert_values" if _has_empty_text(parquet, columns) else "csv",
    )


def _has_empty_text(parquet: str, columns: dict[str, str]) -> bool:
    """Whether a text is empty, which dlt's fast way by CSV would turn into null."""
    texts = [column for column, kind in columns.items() if kind == "VARCHAR"]
    if not texts:
        return False
    found = " or ".join(f"{quoted(column)} = ''" for column in texts)
    with duckdb.connect() as connection:
        return bool(
            connection.execute(
                f"select exists (from read_parquet(?) where {found})", [parquet]
            ).fetchall()[0][0]
        )


def _batches(parquet: str, columns: dict[str, str]) -> Iterator[Any]:
    """The rows as Arrow; lists as JSON texts, which PostgreSQL then takes for jsonb."""
    selected = ", ".join(
        f"to_json({quoted(column)})::varchar as {quoted(column)}"
        if is_nested(kind)
        else quoted(column)
        for column, kind in columns.items()
    )
    with duckdb.connect() as connection:
        rows = connection.sql(f"select {selected} from read_parquet(?)", params=[parquet])
        reader = rows.to_arrow_reader(_BATCH_ROWS)
        yield reader.schema.empty_table()  # a mart without rows is a table, too
        yield from reader


@contextmanager
def _connected(connection: PostgresConnection) -> Iterator["psycopg2.extensions.connection"]:
    try:
        import psycopg2
    except ImportError:
        raise PostgresError(
            "psycopg2 is not installed: .venv/bin/pip install '.[postgres]'"
        ) from None
    database = psycopg2.connect(connection.credentials, application_name="closed_loop")
    try:
        yield database
    finally:
        database.close()  # rolls back what was not committed


@contextmanager
def _explained(connection: PostgresConnection, version: str) -> Iterator[list[str]]:
    """Errors as one sentence; texts of libraries may quote rows or the address, so none is told.

    The block puts into the list what readers see, once PostgreSQL has said so.
    """
    seen: list[str] = []
    try:
        yield seen
    except Exception as error:  # noqa: BLE001 - told by its kind, whatever it is
        before = f"version {', '.join(seen)}" if seen else "what they saw before"
        raise PostgresError(
            f"Version {version} stands in the files but not in PostgreSQL, where readers see "
            f"{before}: {_reason(error, connection.schema)}."
        ).passing(_may_pass(error)) from None


def _causes(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    return chain


def _may_pass(error: BaseException) -> bool:
    """Whether the server or the network is away, or somebody has a lock, and none was refused."""
    chain = _causes(error)
    if any(isinstance(one, PostgresError) for one in chain):
        return any(isinstance(one, PostgresError) and one.may_pass for one in chain)
    if any(refusal in str(one) for one in chain for refusal in _REFUSALS):
        return False
    return any(type(one).__name__ in _PASSING for one in chain)


def _reason(error: BaseException, schema: str) -> str:
    chain = _causes(error)
    for one in chain:
        if isinstance(one, PostgresError):
            return str(one)
    names = [type(one).__name__ for one in chain]
    for name, sentence in _SENTENCES.items():
        if name in names:
            return sentence.format(schema=schema, seconds=LOCK_SECONDS)
    return ", ".join(dict.fromkeys(reversed(names)))


# By psycopg2's names: nobody answers or the connection broke; the server stops, starts or is full;
# a lock was not to be had.
_PASSING = {
    "OperationalError",
    "InterfaceError",
    "AdminShutdown",
    "CrashShutdown",
    "CannotConnectNow",
    "TooManyConnections",
    "LockNotAvailable",
}
# psycopg2 gives who is refused at the door no name of its own, only what the server said.
_REFUSALS = (
    "authentication failed",
    "pg_hba.conf",
    "does not exist",
    "no password supplied",
    "permission denied",
    "certificate",
    "does not support SSL",
)
_SENTENCES = {
    "DependentObjectsStillExist": "a view of somebody else's needs a mart or a column that went "
    "(select from pg_depend says which); drop the view and run again",
    "InsufficientPrivilege": "its user may not create schemas in the database, or does not own "
    "schema {schema}; grant create on the database to it",
    "LockNotAvailable": "somebody has had a mart whose columns change open for {seconds} s; "
    "end that transaction and run again",
    "OperationalError": "it cannot be reached or refuses the user; see credentials under "
    "[destinations.postgres]",
}
