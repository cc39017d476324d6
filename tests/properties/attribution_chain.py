"""The models from deals, orders and touches to attribution, as dbt compiles them, on DuckDB alone.

dbt compiles once; then a build is some thirty statements on a few rows, so that hundreds of
companies can be tried. What stands before the chain (people, touches, conversions on the web) is
given as tables.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from tests.scenarios.contract import PROJECT, Columns, conformed_tables

Row = Mapping[str, Any]
_TEXT, _MOMENT = "varchar", "timestamp"
_CONVERSION: Columns = {
    "conversion_type": _TEXT,
    "rule_id": _TEXT,
    "rule_version": "integer",
    "source_system": _TEXT,
    "record_source_id": _TEXT,
    "event_name": _TEXT,
    "session_id": _TEXT,
    "person_id": _TEXT,
    "value": "decimal(18,2)",
    "currency_code": _TEXT,
    "converted_at": _MOMENT,
}
# The tables the chain begins with, and the columns of them it reads.
GIVEN: dict[str, Columns] = {
    "int_touchpoints": {
        "touchpoint_id": _TEXT,
        "person_id": _TEXT,
        "account_id": _TEXT,
        "session_id": _TEXT,
        "touchpoint_type": _TEXT,
        "touched_at": _MOMENT,
        "channel": _TEXT,
        "source": _TEXT,
        "medium": _TEXT,
        "campaign_id": _TEXT,
        "campaign": _TEXT,
        "campaign_matched_by": _TEXT,
        "content": _TEXT,
        "is_direct": "boolean",
    },
    "int_people_resolved": {
        "source_system": _TEXT,
        "person_source_id": _TEXT,
        "person_id": _TEXT,
        "account_id": _TEXT,
        "is_deleted": "boolean",
        "created_at": _MOMENT,
    },
    "int_accounts_resolved": {
        "source_system": _TEXT,
        "account_source_id": _TEXT,
        "account_id": _TEXT,
    },
    "int_person_identifiers": {
        "identifier_type": _TEXT,
        "identifier": _TEXT,
        "person_id": _TEXT,
    },
    "int_data_driven_weights": {
        "attribution_model": _TEXT,
        "conversion_type": _TEXT,
        "channel": _TEXT,
        "position": "integer",
        "weight": "double",
    },
    "int_web_conversions": _CONVERSION,
    "int_person_conversions": _CONVERSION,
    "int_response_conversions": _CONVERSION,
    "int_score_conversions": _CONVERSION,
    "int_funnel_cycles": {
        "subject_type": _TEXT,
        "subject_id": _TEXT,
        "cycle": "integer",
        "opens_at": _MOMENT,
        "closes_at": _MOMENT,
    },
    # For who weighs credits alone: the chain makes them itself otherwise.
    "int_conversions": _CONVERSION
    | {"conversion_id": _TEXT, "account_id": _TEXT, "opportunity_id": _TEXT}
    | {
        "response_source_id": _TEXT,
        "order_id": _TEXT,
        "cycle": "integer",
        "cycle_opens_at": _MOMENT,
        "placed_at": _MOMENT,
    },
    "int_conversion_people": {
        "conversion_id": _TEXT,
        "person_id": _TEXT,
        "role_weight": "integer",
    },
    "int_conversion_values": {
        "conversion_id": _TEXT,
        "value": "decimal(18,2)",
        "value_reporting": "decimal(18,2)",
        "currency_code": _TEXT,
    },
}
BEFORE_DEALS = frozenset(
    {
        "int_touchpoints",
        "int_people_resolved",
        "int_accounts_resolved",
        "int_person_identifiers",
        "int_data_driven_weights",
        "int_web_conversions",
        "int_person_conversions",
        "int_response_conversions",
        "int_score_conversions",
        "int_funnel_cycles",
    }
)
BEFORE_PATHS = frozenset(
    {
        "int_touchpoints",
        "int_conversions",
        "int_conversion_people",
        "int_conversion_values",
        "int_data_driven_weights",
    }
)


@dataclass(frozen=True)
class Chain:
    """Models in the order they are built, and the tables they begin with."""

    models: tuple[tuple[str, str], ...] = field(repr=False)
    given: tuple[str, ...]
    seeds: tuple[str, ...]
    views: frozenset[str] = frozenset()

    def database(self, path: str = ":memory:") -> duckdb.DuckDBPyConnection:
        """A database with the project's seeds and the tables given, empty."""
        database = duckdb.connect(path)
        database.execute("set timezone = 'UTC'")
        for schema in ("seeds", "conformed", "intermediate", "marts"):
            database.execute(f"create schema if not exists {schema}")
        for seed in self.seeds:
            casts = [
                f"cast({name} as {kind}) as {name}" for name, kind in _seed_types(seed).items()
            ]
            file = PROJECT / "seeds" / f"{seed}.csv"
            database.execute(
                f"create table seeds.{seed} as select {', '.join(casts)}"
                f" from read_csv('{file}', header = true, all_varchar = true)"
            )
        for name in self.given:
            self._empty(database, name)
        return database

    def give(
        self, database: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[Row]]
    ) -> None:
        """Put rows in place of what the tables held; columns left out are null."""
        for name in self.given:
            self._empty(database, name)
        for name, rows in tables.items():
            columns = self._columns(name) if "." not in name else _seed_types(name[6:])
            target = name if "." in name else f"{_schema(name)}.{name}"
            if not rows:
                continue
            texts = {
                column: pa.array(
                    [None if row.get(column) is None else str(row[column]) for row in rows],
                    pa.string(),
                )
                for column in columns
            }
            given = pa.table(texts)
            database.register("given", given)
            casts = ", ".join(f'cast("{column}" as {kind})' for column, kind in columns.items())
            database.execute(f"insert into {target} select {casts} from given")
            database.unregister("given")

    def build(self, database: duckdb.DuckDBPyConnection) -> None:
        """Build every model, in place of what an earlier build made."""
        for name, sql in self.models:
            database.execute(f"create or replace {self.kind(name)} {name} as {sql}")

    def kind(self, name: str) -> str:
        """What dbt makes of a model: a view where it says so, else a table."""
        return "view" if name in self.views else "table"

    def _columns(self, name: str) -> Columns:
        return GIVEN[name] if name in GIVEN else conformed_tables()[name]

    def _empty(self, database: duckdb.DuckDBPyConnection, name: str) -> None:
        declared = ", ".join(f'"{column}" {kind}' for column, kind in self._columns(name).items())
        database.execute(f"create or replace table {_schema(name)}.{name} ({declared})")


def compile_chain(folder: Path, *, last: str, before: frozenset[str]) -> Chain:
    """Let dbt compile all that `last` stands on, up to the models named in `before`.

    Args:
        folder: takes dbt's target and log.
        last: the model whose building ends a build.
        before: models that are given as tables, as is everything conformed.
    """
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, "--quiet", "compile", "--target", "lint"]
    said = subprocess.run(
        [*command, "--select", f"+{last}", "--target-path", str(folder), "--log-path", str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise AssertionError(f"dbt compile failed:\n{said.stdout}\n{said.stderr}")
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"]
    models: dict[str, str] = {}
    given: set[str] = set()
    seeds: set[str] = set()
    views: set[str] = set()

    def visit(key: str) -> None:
        node = nodes[key]
        name = node["name"]
        if node["resource_type"] == "seed":
            seeds.add(name)
        elif name in before or name.startswith("conformed_"):
            given.add(name)
        elif f"{node['schema']}.{name}" not in models:
            for read in node["depends_on"]["nodes"]:
                visit(read)
            models[f"{node['schema']}.{name}"] = node["compiled_code"]
            if node["config"]["materialized"] == "view":
                views.add(f"{node['schema']}.{name}")

    visit(f"model.closed_loop.{last}")
    return Chain(
        tuple(models.items()), tuple(sorted(given)), tuple(sorted(seeds)), frozenset(views)
    )


def _schema(name: str) -> str:
    return "conformed" if name.startswith("conformed_") else "intermediate"


def _seed_types(seed: str) -> Columns:
    for page in sorted((PROJECT / "seeds").glob("_*.yml")):
        for one in yaml.safe_load(page.read_text())["seeds"]:
            if one["name"] == seed:
                types: Columns = one["config"]["column_types"]
                return types
    raise LookupError(f"No page in seeds/ tells the columns of {seed}.")
