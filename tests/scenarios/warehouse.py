"""A warehouse made of conformed rows: dbt builds all that stands on them, tests read the marts."""

import hashlib
import shutil
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests.dbt_server import DbtServer
from tests.scenarios.contract import Columns, conformed_tables

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

# A row that does not say when it was loaded was loaded after everything happened.
LOADED_AT = "2026-12-31 00:00:00"
# What the rows of web events say themselves.
BATCHES = "conformed_web_event_batches"


def merge(parts: Iterable[Rows]) -> dict[str, list[Row]]:
    """The rows of several scenarios, per entity, in the order given."""
    merged: dict[str, list[Row]] = {}
    for part in parts:
        for entity, rows in part.items():
            merged.setdefault(entity, []).extend(rows)
    return merged


class Warehouse:
    """One temporary data folder with a warehouse built from conformed rows.

    `rows` maps `conformed_<entity>` (or just `<entity>`) to rows; a column that a row leaves out
    is null, but for source_system (`test`) and loaded_at; rows of one system are one batch, in
    the order given, and an event is known by its event_id.
    """

    def __init__(self, folder: Path, rows: Rows, server: DbtServer) -> None:
        self.folder = folder
        self.path = folder / "warehouse.duckdb"
        self._server = server
        folder.mkdir(parents=True, exist_ok=True)
        duckdb.connect(str(folder / "raw.duckdb")).close()
        if not self.path.exists():
            self._declare()
        if rows:
            self._write(rows)

    def copy(self, folder: Path, rows: Rows | None = None) -> "Warehouse":
        """The same warehouse in another folder, with more rows in it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copyfile(self.path, folder / self.path.name)
        return Warehouse(folder, rows or {}, self._server)

    def _declare(self) -> None:
        with self.connected() as connection:
            connection.execute("create schema conformed")
            for table, columns in conformed_tables().items():
                if table != BATCHES:
                    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                    connection.execute(f"create table conformed.{table} ({declared})")
            connection.execute(
                f"create view conformed.{BATCHES} as select source_system, batch_id,"
                " count(*) as row_count, min(loaded_at) as loaded_at"
                " from conformed.conformed_web_events group by all"
            )

    def _write(self, rows: Rows) -> None:
        given = {
            entity if entity.startswith("conformed_") else f"conformed_{entity}": values
            for entity, values in rows.items()
        }
        tables = conformed_tables()
        if unknown := sorted(set(given) - set(tables)):
            raise LookupError(f"No conformed entity is called {', '.join(unknown)}.")
        with self.connected() as connection:
            for table, values in given.items():
                if values:
                    _insert(connection, f"conformed.{table}", tables[table], values)

    def connected(self) -> duckdb.DuckDBPyConnection:
        """A connection to the file, to be closed before dbt runs again."""
        connection = duckdb.connect(str(self.path))
        connection.execute("set timezone = 'UTC'")
        return connection

    def replace(self, entity: str, rows: Sequence[Row]) -> None:
        """Let a conformed entity hold these rows and no others, as another landing would."""
        table = f"conformed_{entity}"
        with self.connected() as connection:
            connection.execute(f"delete from conformed.{table}")
            if rows:
                _insert(connection, f"conformed.{table}", conformed_tables()[table], rows)

    def build(self, rules: Rows | None = None) -> "Warehouse":
        """Build intermediate models and marts; `rules` are rows a seed holds in addition."""
        with self.connected() as connection:
            for seed, rows in (rules or {}).items():
                _insert(connection, f"seeds.{seed}", _columns(connection, "seeds", seed), rows)
        self.dbt("run", "--select", "path:models/intermediate", "path:models/marts")
        return self

    def dbt(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run dbt on this warehouse."""
        ended = self._server.run(self.folder, arguments)
        if check and ended.returncode != 0:
            raise AssertionError(f"dbt {arguments[0]} failed:\n{ended.stdout}")
        return ended

    def killed(self, model: str, *arguments: str) -> None:
        """Run dbt on this warehouse and kill it in the moment a model is built."""
        ended = self._server.run(self.folder, arguments, kill_after=model)
        assert ended.returncode == -signal.SIGKILL, f"dbt ended before it built {model}"

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows a query gives, as tuples."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql, list(parameters)).fetchall()

    def records(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows a query gives, as dictionaries."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            found = connection.execute(sql, list(parameters))
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The single value a query gives."""
        [[only]] = self.rows(sql, parameters)
        return only


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Columns, rows: Sequence[Row]
) -> None:
    unknown = sorted({name for row in rows for name in row} - set(columns))
    if unknown:
        raise LookupError(f"{table} has no column {', '.join(unknown)}.")
    filled = [_defaults(row, number) | dict(row) for number, row in enumerate(rows, start=1)]
    texts = {name: [_text(row.get(name)) for row in filled] for name in columns}
    given = pa.table({name: pa.array(values, pa.string()) for name, values in texts.items()})
    connection.register("given", given)
    casts = ", ".join(f'cast("{name}" as {kind})' for name, kind in columns.items())
    connection.execute(f"insert into {table} select {casts} from given")
    connection.unregister("given")


def _defaults(row: Row, number: int) -> dict[str, Any]:
    """What a row need not say."""
    event_id = row.get("event_id")
    return {
        "source_system": "test",
        "loaded_at": LOADED_AT,
        "batch_id": "batch",
        "row_in_batch": number,
        "event_key": event_key(str(event_id)) if event_id else None,
    }


def event_key(event_id: str) -> int:
    """A number for an event: any 63 bits will do that tell events apart."""
    return int(hashlib.sha256(event_id.encode()).hexdigest()[:16], 16) >> 1


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> Columns:
    found = connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, table],
    )
    return dict(found.fetchall())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
