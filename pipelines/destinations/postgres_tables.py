"""The tables of a copy in PostgreSQL: what they hold, and all of them replaced in one transaction.

Rows that are deleted and inserted in one transaction are the old or the new ones for everybody;
`truncate`, or another table under the old name, would look empty to who reads in one snapshot.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import Explained

if TYPE_CHECKING:
    import psycopg2.extensions

LOCK_SECONDS = 60
_POLL_SECONDS = 0.2
# One row a mart; written in the transaction that writes the marts.
_HELD = "published_marts"


class PostgresError(Explained):
    """PostgreSQL holds what it held before; the message says why."""


@dataclass(frozen=True)
class Copy:
    """One copy under way."""

    database: "psycopg2.extensions.connection"
    schema: str
    loading: str
    folder: Path
    manifest: dict[str, Any]

    def run(self, statement: str, *values: Any, **names: str) -> list[tuple[Any, ...]]:
        """Execute; `names` are quoted as identifiers, `values` are bound."""
        from psycopg2.sql import SQL, Identifier

        names = {"schema": self.schema, "loading": self.loading, "held": _HELD} | names
        identifiers = {name: Identifier(text) for name, text in names.items()}
        with self.database.cursor() as cursor:
            cursor.execute(SQL(statement).format(**identifiers), values or None)
            return cursor.fetchall() if cursor.description else []


def wait_for_turn(copy: Copy) -> None:
    """One copy at a time; the lock is the session's, which may outlive a killed client a while."""
    until = time.monotonic() + LOCK_SECONDS
    while not copy.run("select pg_try_advisory_lock(hashtext(%s))", f"closed_loop {copy.schema}")[
        0
    ][0]:
        if time.monotonic() > until:
            raise PostgresError(
                f"another run is writing to schema {copy.schema}: wait until it ends"
            ).passing()
        time.sleep(_POLL_SECONDS)


def prepare(copy: Copy) -> None:
    """Remove what a killed copy left; see that the schema is there."""
    copy.run(f"set lock_timeout = '{LOCK_SECONDS}s'")
    _drop_loading(copy)
    copy.run("create schema if not exists {schema}")
    copy.run(
        "create table if not exists {schema}.{held}"
        " (mart text primary key, version text not null, rows bigint not null, sha256 text)",
    )
    copy.database.commit()


def _drop_loading(copy: Copy) -> None:
    copy.run("drop schema if exists {loading} cascade")
    # dlt makes it beside the other where it is told to leave no staging data behind.
    copy.run("drop schema if exists {staging} cascade", staging=f"{copy.loading}_staging")


def held(copy: Copy) -> dict[str, str]:
    """The hashes of the marts that are there; of one whose table somebody dropped, none."""
    rows = copy.run(
        "select mart, case when to_regclass(format('%%I.%%I', %s::text, mart)) is not null"
        " then sha256 else '' end from {schema}.{held}",
        copy.schema,
    )
    copy.database.commit()
    return dict(rows)


def held_versions(copy: Copy) -> list[str]:
    """The version that readers see, which a rollback may have left; none before the first copy."""
    rows = copy.run("select distinct version from {schema}.{held}")
    copy.database.commit()
    return [version for (version,) in rows]


def replace(copy: Copy, changed: list[str], removed: list[str]) -> None:
    """All marts in one transaction: their rows, their columns where those changed, their record."""
    wanted = {name: _wanted_columns(copy, name) for name in changed}
    found = {name: _columns(copy, copy.schema, name) for name in changed}
    other = [name for name in changed if found[name] and found[name] != wanted[name]]
    _lock(copy, sorted([*other, *removed]))
    for name in changed:
        _restructure(copy, name, found[name], wanted[name])
        _replace_rows(copy, name, wanted[name])
    for name in removed:
        copy.run("drop table if exists {schema}.{mart}", mart=name)
    _record(copy)
    _drop_loading(copy)
    copy.database.commit()


def _lock(copy: Copy, marts: list[str]) -> None:
    """Take tables whose columns change, all or none: to hold one and wait may be a deadlock."""
    from psycopg2.errors import LockNotAvailable

    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            for name in marts:
                if _columns(copy, copy.schema, name):
                    copy.run(
                        "lock table {schema}.{mart} in access exclusive mode nowait", mart=name
                    )
        except LockNotAvailable:
            copy.database.rollback()
            if time.monotonic() > until:
                raise
            time.sleep(_POLL_SECONDS)
        else:
            return


def _restructure(copy: Copy, name: str, found: dict[str, str], wanted: dict[str, str]) -> None:
    """Give a mart its columns; no table is rewritten, so older snapshots keep their rows."""
    if not found:
        listed = ", ".join(f"{quoted(column)} {kind}" for column, kind in wanted.items())
        copy.run(f"create table {{schema}}.{{mart}} ({_literal(listed)})", mart=name)
        return
    for column in [c for c, kind in found.items() if wanted.get(c) != kind]:
        copy.run("alter table {schema}.{mart} drop column {column}", mart=name, column=column)
    for column, kind in wanted.items():
        if found.get(column) != kind:
            copy.run(
                f"alter table {{schema}}.{{mart}} add column {{column}} {kind}",
                mart=name,
                column=column,
            )


def _replace_rows(copy: Copy, name: str, wanted: dict[str, str]) -> None:
    into = _literal(", ".join(quoted(column) for column in wanted))
    taken = _literal(", ".join(f"{quoted(column)}::{kind}" for column, kind in wanted.items()))
    copy.run("delete from {schema}.{mart}", mart=name)
    copy.run(
        f"insert into {{schema}}.{{mart}} ({into}) select {taken} from {{loading}}.{{mart}}",
        mart=name,
    )
    mart = copy.manifest["marts"][name]
    sums = "".join(f", coalesce(sum({_literal(quoted(column))}), 0)" for column in mart["sums"])
    (counted,) = copy.run(f"select count(*){sums} from {{schema}}.{{mart}}", mart=name)
    if list(counted) != [mart["rows"], *(Decimal(amount) for amount in mart["sums"].values())]:
        raise PostgresError(f"the rows of {name} are not those of the files: a fault of ours")


def _record(copy: Copy) -> None:
    copy.run("delete from {schema}.{held}")
    for name, mart in copy.manifest["marts"].items():
        copy.run(
            "insert into {schema}.{held} (mart, version, rows, sha256) values (%s, %s, %s, %s)",
            *(name, copy.manifest["version"], mart["rows"], mart["sha256"]),
        )


def vacuum(copy: Copy, changed: list[str]) -> None:
    """Free the rows that were replaced; should it fail, PostgreSQL does so by itself later."""
    import psycopg2

    copy.database.autocommit = True
    with suppress(psycopg2.Error):
        for name in changed:
            copy.run("vacuum (analyze) {schema}.{mart}", mart=name)


def _wanted_columns(copy: Copy, name: str) -> dict[str, str]:
    """Columns and PostgreSQL's types, as dlt chose them; lists are jsonb."""
    kinds: dict[str, str] = copy.manifest["marts"][name]["columns"]
    chosen = _columns(copy, copy.loading, name)
    return {
        column: "jsonb" if is_nested(kind) else chosen[column] for column, kind in kinds.items()
    }


def _columns(copy: Copy, schema: str, name: str) -> dict[str, str]:
    return dict(
        copy.run(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text))"
            " and attnum > 0 and not attisdropped order by attnum",
            schema,
            name,
        )
    )


def is_nested(kind: str) -> bool:
    """Whether values of a DuckDB type hold others."""
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))


def quoted(name: str) -> str:
    """An identifier, for DuckDB and PostgreSQL alike."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    """Text for a statement that names are put into: its own braces stand."""
    return text.replace("{", "{{").replace("}", "}}")
