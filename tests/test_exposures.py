"""Exposures say who reads the marts; here they are held to what is really read."""

import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.defs.transform.exposures import dashboard_specs
from orchestration.report import NEWS
from tests.dbt_server import PROJECT, DbtServer

QUERIES = PROJECT / "dashboards" / "queries"
SHARED = {"filters"}  # choices that every page offers
_COMMENT = re.compile(r"--.*")
_MART = re.compile(r"\b(?:from|join)\s+marts\.(\w+)", re.IGNORECASE)


@pytest.fixture(scope="module")
def manifest(dbt_server: DbtServer) -> dict[str, Any]:
    return dbt_server.project()


@pytest.fixture(scope="module")
def exposed(manifest: dict[str, Any]) -> dict[str, set[str]]:
    """Names of the marts that each exposure says it reads."""
    return {
        exposure["name"]: {
            manifest["nodes"][one]["name"] for one in exposure["depends_on"]["nodes"]
        }
        for exposure in manifest["exposures"].values()
    }


def marts_in(files: list[Path]) -> set[str]:
    """Marts that SQL in these files names."""
    texts = [_COMMENT.sub("", file.read_text(encoding="utf-8")) for file in files]
    return {mart for text in texts for mart in _MART.findall(text)}


def all_marts(manifest: dict[str, Any]) -> set[str]:
    return {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }


def test_every_page_of_the_dashboards_is_exposed_with_the_marts_its_queries_read(
    exposed: dict[str, set[str]],
) -> None:
    folders = [
        one for one in QUERIES.glob("*/") if one.name not in SHARED and list(one.glob("*.sql"))
    ]
    read = {f"dashboard_{one.name}": marts_in(sorted(one.glob("*.sql"))) for one in folders}
    said = {name: marts for name, marts in exposed.items() if name.startswith("dashboard_")}
    assert {name: sorted(marts) for name, marts in said.items()} == {
        name: sorted(marts) for name, marts in read.items()
    }, "put the right-hand side into depends_on in models/marts/_exposures.yml"


def test_the_printed_report_is_exposed_with_the_marts_it_reads(
    exposed: dict[str, set[str]],
) -> None:
    files = sorted((PROJECT / "orchestration").glob("report*.py"))
    assert exposed["printed_report"] == marts_in(files) | set(NEWS)


def test_who_copies_the_marts_copies_all_of_them(
    manifest: dict[str, Any], exposed: dict[str, set[str]]
) -> None:
    assert exposed["published_files"] == all_marts(manifest)
    assert exposed["postgres_copy"] == all_marts(manifest)


def test_every_exposure_says_what_it_is_and_whose(manifest: dict[str, Any]) -> None:
    silent = [
        one["name"]
        for one in manifest["exposures"].values()
        if not (one["description"].strip() and one["label"] and one["owner"]["email"])
    ]
    assert silent == []


def test_readers_read_marts_and_nothing_else(
    manifest: dict[str, Any], exposed: dict[str, set[str]]
) -> None:
    assert set().union(*exposed.values()) <= all_marts(manifest)


def test_dashboards_stand_in_dagsters_lineage_behind_the_marts_they_read(
    manifest: dict[str, Any], exposed: dict[str, set[str]]
) -> None:
    specs = {f"dashboard_{spec.key.path[1]}": spec for spec in dashboard_specs(manifest)}
    assert specs.keys() == {name for name in exposed if name.startswith("dashboard_")}
    for name, spec in specs.items():
        assert {dep.asset_key.path[-1] for dep in spec.deps} == exposed[name]
        assert {dep.asset_key.path[0] for dep in spec.deps} == {"marts"}
        assert spec.owners
        assert spec.description
