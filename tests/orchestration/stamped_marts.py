"""Marts of a stamp each, published and read from PostgreSQL: one version has one stamp."""

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication import publish
from orchestration.publication_versions import current_folder
from pipelines.settings import PostgresConnection

psycopg2 = pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")


def publish_stamp(folder: Path, stamp: int, *statements: str) -> Path:
    """Publish two marts that carry the same stamp, and what the statements make."""
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        for mart in ("dim_a", "fct_b"):
            connection.execute(
                f"create table marts.{mart} as"
                f" select {stamp} as stamp, i as id, (i / 100)::decimal(18, 2) as amount"
                " from range(200) rows(i)"
            )
        for statement in statements:
            connection.execute(statement)
    publish(warehouse, folder / "published")
    current = current_folder(folder / "published")
    assert current is not None
    return current


def read(target: PostgresConnection, statement: str) -> list[tuple[Any, ...]]:
    with (
        closing(psycopg2.connect(target.credentials)) as database,
        database,
        database.cursor() as cursor,
    ):
        cursor.execute(f"set search_path = {target.schema}")
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def stamps(target: PostgresConnection) -> set[Any]:
    rows = read(
        target,
        "select stamp from dim_a union select stamp from fct_b union"
        " select left(version, 6)::int from published_marts",
    )
    return {stamp for (stamp,) in rows}


def schemas(target: PostgresConnection) -> set[str]:
    rows = read(target, "select nspname from pg_namespace")
    return {name for (name,) in rows if name.startswith(target.schema)}
