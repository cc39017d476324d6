"""What Dagster's pages show of a built model: its rows, its columns, where each column comes from.

Dagster's own way reads the SQL of a model anew for each of its columns and asks dbt's adapter a
question a model. Here the warehouse is asked two questions in all, the SQL is read once a model,
and what was found is kept until the SQL or a column it reads changes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster._core.definitions.metadata import TableMetadataSet
from sqlglot import MappingSchema, exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify

Relation = tuple[str, str, str]
"""Database, schema and name."""
Columns = Mapping[Relation, Mapping[str, str]]
"""The types of a relation's columns, by their names."""
Lineage = dict[str, list[tuple[str, str]]]
"""Of each column the columns it is made of: unique id of the model, seed or source, and name."""

_DIALECT = "duckdb"
# Raised when the same SQL would be read as another lineage than before.
_FORM = 1


class Catalogue:
    """The rows, columns and lineage of models, read when the build is done."""

    def __init__(
        self, manifest: Mapping[str, Any], compiled: Path, databases: Mapping[str, Path], kept: Path
    ) -> None:
        """`databases` are DuckDB files by dbt's names of them; `kept` keeps lineage."""
        self._manifest = manifest
        self._compiled = compiled
        self._kept_at = kept
        self._kept: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
        self._used: dict[str, Any] = {}
        with duckdb.connect() as connection:
            for name, path in databases.items():
                if path.exists():
                    quoted = str(path).replace("'", "''")
                    connection.execute(f"attach '{quoted}' as \"{name}\" (read_only)")
            self._columns = _columns(connection)
            self._rows = _rows(connection)

    def metadata(self, unique_id: str, keys: Mapping[str, dg.AssetKey]) -> dict[str, Any]:
        """What Dagster shows of a model or seed; `keys` are the assets by dbt's unique ids."""
        node = self._node(unique_id)
        relation = _relation(node)
        described = node.get("columns", {})
        columns = [
            dg.TableColumn(name, kind, description=described.get(name, {}).get("description"))
            for name, kind in self._columns.get(relation, {}).items()
        ]
        sources = self._lineage(node) if node["resource_type"] == "model" else {}
        deps = {
            column: [dg.TableColumnDep(keys[one], name) for one, name in found if one in keys]
            for column, found in sources.items()
        }
        return dict(
            TableMetadataSet(
                column_schema=dg.TableSchema(columns) if columns else None,
                row_count=self._rows.get(relation),
                column_lineage=dg.TableColumnLineage(deps) if deps else None,
            )
        )

    def keep(self) -> None:
        """Keep the lineage that was used, for the next run."""
        self._kept_at.parent.mkdir(parents=True, exist_ok=True)
        part = self._kept_at.with_suffix(".part")
        part.write_text(json.dumps(self._kept | self._used))
        part.replace(self._kept_at)

    def _node(self, unique_id: str) -> Mapping[str, Any]:
        found = self._manifest["nodes"].get(unique_id) or self._manifest["sources"][unique_id]
        return dict(found)

    def _lineage(self, node: Mapping[str, Any]) -> Lineage:
        path = self._compiled / node["package_name"] / node["original_file_path"]
        if not path.exists():
            return {}
        sql = path.read_text()
        parents = {
            _relation(self._node(one)): one
            for one in [*node["depends_on"]["nodes"], node["unique_id"]]
        }
        known = [[one, self._columns.get(relation)] for relation, one in sorted(parents.items())]
        stamp = hashlib.sha256(json.dumps([_FORM, sql, known]).encode()).hexdigest()
        kept = self._kept.get(node["unique_id"], {})
        if kept.get("stamp") != stamp:
            kept = {"stamp": stamp, "columns": column_lineage(sql, parents, self._columns)}
        self._used[node["unique_id"]] = kept
        return dict(kept["columns"])


def column_lineage(sql: str, parents: Mapping[Relation, str], columns: Columns) -> Lineage:
    """Where each column of a query comes from; nothing of a query that cannot be read."""
    schema = MappingSchema(dialect=_DIALECT)
    for relation in parents:
        if relation in columns:
            database, name_space, name = relation
            table = exp.table_(name, name_space, database, quoted=True)
            schema.add_table(table, dict(columns[relation]), dialect=_DIALECT)
    try:
        query = parse_one(sql, dialect=_DIALECT)
        qualified = qualify(query, schema=schema, dialect=_DIALECT, validate_qualify_columns=False)
        nodes = lineage(None, qualified, schema=schema, dialect=_DIALECT)
    except (SqlglotError, ValueError, KeyError):
        return {}
    return {column: sorted(_leaves(node, parents)) for column, node in nodes.items()}


def _leaves(node: Node, parents: Mapping[Relation, str]) -> set[tuple[str, str]]:
    found = set()
    for leaf in node.walk():
        table = None if leaf.downstream else leaf.expression.find(exp.Table)
        parent = parents.get((table.catalog, table.db, table.name)) if table else None
        if parent:
            found.add((parent, exp.to_column(leaf.name).name))
    return found


def _relation(node: Mapping[str, Any]) -> Relation:
    name = node.get("identifier") or node.get("alias") or node["name"]
    return str(node["database"]), str(node["schema"]), str(name)


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[Relation, dict[str, str]]:
    found: dict[Relation, dict[str, str]] = {}
    for database, schema, table, column, kind in connection.execute(
        "select table_catalog, table_schema, table_name, column_name, data_type"
        " from information_schema.columns"
        " order by table_catalog, table_schema, table_name, ordinal_position"
    ).fetchall():
        found.setdefault((database, schema, table), {})[column] = kind
    return found


def _rows(connection: duckdb.DuckDBPyConnection) -> dict[Relation, int]:
    """Rows of tables; those of views would have to be worked out."""
    tables = connection.execute(
        "select database_name, schema_name, table_name from duckdb_tables() where not internal"
    ).fetchall()
    if not tables:
        return {}
    counts = " union all ".join(
        f"select {number}, count(*) from {'.'.join(map(_quoted, table))}"
        for number, table in enumerate(tables)
    )
    return {tables[number]: rows for number, rows in connection.execute(counts).fetchall()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def described(
    events: Iterable[Any], catalogue: Catalogue, keys: Mapping[str, dg.AssetKey]
) -> Iterator[Any]:
    """The events of a build; those of models and seeds with what the catalogue knows of them."""
    for event in events:
        if isinstance(event, dg.Output | dg.AssetMaterialization):
            unique_id = str(event.metadata["unique_id"].value)
            found = catalogue.metadata(unique_id, keys)
            yield event.with_metadata({**event.metadata, **found})
        else:
            yield event
    catalogue.keep()
