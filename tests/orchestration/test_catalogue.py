"""What Dagster's pages show of a model: its rows, its columns, where each column comes from."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.defs.transform import catalogue as module
from orchestration.defs.transform.catalogue import Catalogue, described

KEYS = {
    "model.p.dim": dg.AssetKey(["marts", "dim"]),
    "model.p.fct": dg.AssetKey(["marts", "fct"]),
    "source.p.deal": dg.AssetKey(["raw_crm", "deal"]),
}
SQL = """
with
deals as (select * from "raw"."raw_crm"."deal"),
totals as (select owner, sum(amount) as revenue from deals group by all)
select totals.owner, totals.revenue, dim.label, 1 as version
from totals left join "warehouse"."marts"."dim" as dim on totals.owner = dim.owner
"""


def node(kind: str, database: str, schema: str, name: str, *parents: str) -> dict[str, Any]:
    return {
        "unique_id": f"{kind}.p.{name}",
        "resource_type": kind,
        "database": database,
        "schema": schema,
        "name": name,
        "package_name": "p",
        "original_file_path": f"models/{name}.sql",
        "columns": {"revenue": {"description": "Euros."}},
        "depends_on": {"nodes": list(parents)},
    }


MANIFEST = {
    "nodes": {
        "model.p.dim": node("model", "warehouse", "marts", "dim"),
        "model.p.fct": node("model", "warehouse", "marts", "fct", "source.p.deal", "model.p.dim"),
    },
    "sources": {"source.p.deal": node("source", "raw", "raw_crm", "deal")},
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as raw:
        raw.execute("create schema raw_crm")
        raw.execute("create table raw_crm.deal (id int, owner varchar, amount decimal(18, 2))")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute("create view marts.dim as select 'a' as owner, 'A' as label")
        warehouse.execute(
            "create table marts.fct as select 'a' as owner, 1.5::decimal(18, 2) as revenue,"
            " 'A' as label, 1 as version from range(3)"
        )
    compiled = tmp_path / "compiled" / "p" / "models"
    compiled.mkdir(parents=True)
    (compiled / "fct.sql").write_text(SQL)
    return tmp_path


def catalogue_of(place: Path) -> Catalogue:
    databases = {name: place / f"{name}.duckdb" for name in ("raw", "warehouse")}
    return Catalogue(MANIFEST, place / "compiled", databases, place / "kept" / "lineage.json")


def lineage_of(metadata: dict[str, Any]) -> dict[str, set[str]]:
    value = metadata["dagster/column_lineage"]
    lineage = value if isinstance(value, dg.TableColumnLineage) else value.column_lineage
    return {
        column: {f"{dep.asset_key.to_user_string()}.{dep.column_name}" for dep in deps}
        for column, deps in lineage.deps_by_column.items()
    }


def test_a_column_is_traced_through_ctes_joins_and_sums_to_the_tables_it_comes_from(
    place: Path,
) -> None:
    found = catalogue_of(place).metadata("model.p.fct", KEYS)
    assert lineage_of(found) == {
        "owner": {"raw_crm/deal.owner"},
        "revenue": {"raw_crm/deal.amount"},
        "label": {"marts/dim.label"},
        "version": set(),
    }


def test_rows_of_tables_are_counted_and_columns_have_types_and_descriptions(place: Path) -> None:
    catalogue = catalogue_of(place)
    found = catalogue.metadata("model.p.fct", KEYS)
    assert found["dagster/row_count"] == 3
    schema = found["dagster/column_schema"]
    columns = {column.name: (column.type, column.description) for column in schema.columns}
    assert columns["revenue"] == ("DECIMAL(18,2)", "Euros.")
    assert list(columns) == ["owner", "revenue", "label", "version"]
    assert "dagster/row_count" not in catalogue.metadata("model.p.dim", KEYS)


def test_sql_that_did_not_change_is_not_read_again_and_sql_that_did_is(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = dg.Output(None, metadata={"unique_id": "model.p.fct"})
    (first,) = described([event], catalogue_of(place), KEYS)
    read = []

    def counted(*arguments: Any) -> dict[str, Any]:
        read.append(arguments)
        return {"owner": []}

    monkeypatch.setattr(module, "column_lineage", counted)
    (second,) = described([event], catalogue_of(place), KEYS)
    assert read == []
    assert lineage_of(dict(second.metadata)) == lineage_of(dict(first.metadata))
    (place / "compiled" / "p" / "models" / "fct.sql").write_text("select 1 as owner")
    list(described([event], catalogue_of(place), KEYS))
    assert len(read) == 1


def test_sql_that_cannot_be_read_has_no_lineage_and_stops_nothing(place: Path) -> None:
    (place / "compiled" / "p" / "models" / "fct.sql").write_text("select from where (")
    found = catalogue_of(place).metadata("model.p.fct", KEYS)
    assert "dagster/column_lineage" not in found
    assert found["dagster/row_count"] == 3


def test_events_of_checks_pass_as_they_are(place: Path) -> None:
    check = dg.AssetCheckResult(passed=True, check_name="unique", asset_key="fct")
    assert list(described([check], catalogue_of(place), KEYS)) == [check]
    assert json.loads((place / "kept" / "lineage.json").read_text()) == {}
