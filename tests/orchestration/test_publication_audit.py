"""Write, audit, publish: what fails a test is not published.

The steps are those of the real graph, over one mart with a test that stops and one that warns.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.dbt_project import DBT, ROOT
from orchestration.defs.publish.assets import published_marts
from orchestration.defs.transform.assets import model_assets
from orchestration.defs.transform.resources import InstalledDbt
from orchestration.publication import current_folder, read_manifest

PROJECT = {
    "dbt_project.yml": """
        name: small
        version: "1.0"
        config-version: 2
        profile: small
        flags: {send_anonymous_usage_stats: false}
        models: {small: {marts: {+schema: marts, +materialized: table}}}
        on-run-start: "{{ audit_begins() }}"
        on-run-end: "{{ audit_ends(results) }}"
    """,
    "profiles.yml": """
        small:
          target: duckdb
          outputs: {duckdb: {type: duckdb, path: "{{ env_var('SMALL_WAREHOUSE') }}", threads: 1}}
    """,
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(name, node) %}{{ name or 'main' }}{% endmacro %}"
    ),
    "macros/audit.sql": (ROOT / "macros" / "quality" / "audit.sql").read_text(),
    "models/marts/core/fct_orders.sql": (
        "select order_id::varchar as order_id, amount::decimal(18, 2) as amount"
        " from read_csv('{{ env_var(\"SMALL_ORDERS\") }}')"
    ),
    "models/marts/core/_core__models.yml": """
        models:
          - name: fct_orders
            columns:
              - name: order_id
                data_tests: [unique]
              - name: amount
                data_tests: [{not_null: {config: {severity: warn}}}]
    """,
}


@dataclass(frozen=True)
class SmallRoad:
    """A project of one mart, and the data folder it is built and published in."""

    folder: Path

    def day(self, *orders: str) -> str | None:
        """Build and publish; what the run says if it failed."""
        self.receive(*orders)
        return self._materialize(has_build=True)

    def publish(self) -> str | None:
        """Publish what the warehouse holds; what is said if it is refused."""
        return self._materialize(has_build=False)

    def receive(self, *orders: str) -> None:
        (self.folder / "orders.csv").write_text("\n".join(["order_id,amount", *orders, ""]))

    def dbt(self, *arguments: str) -> None:
        """What a person types in a shell."""
        subprocess.run([*DBT, "--quiet", *arguments], cwd=self.folder, check=False)

    def kill_while_building(self) -> None:
        """Orders that never end keep the model from being done."""
        endless = self.folder / "endless.csv"
        os.mkfifo(endless)
        command = [*DBT, "--no-use-colors", "build"]
        environment = os.environ | {"SMALL_ORDERS": str(endless)}
        with subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True
        ) as dbt:
            assert dbt.stdout is not None
            assert any("START sql table model" in line for line in dbt.stdout)
            dbt.kill()

    def _materialize(self, *, has_build: bool) -> str | None:
        manifest = self.folder / "target" / "manifest.json"
        models = [model_assets(manifest)] if has_build else []
        interpreter, *module = DBT
        dbt = InstalledDbt(
            project_dir=str(self.folder),
            profiles_dir=str(self.folder),
            dbt_executable=interpreter,
            global_config_flags=module,
        )
        result = dg.materialize(
            [*models, published_marts([dg.AssetKey(["marts", "fct_orders"])], manifest)],
            resources={"dbt": dbt},
            raise_on_error=False,
        )
        failures = [event for event in result.all_events if event.is_step_failure]
        if not failures:
            return None
        told = failures[0].step_failure_data.user_failure_data
        assert told is not None
        return told.description

    def read(self) -> list[tuple[str, str]]:
        current = current_folder(self.folder / "data" / "published")
        assert current is not None
        with duckdb.connect(str(current / "closed_loop.duckdb"), read_only=True) as marts:
            return marts.execute(
                "select order_id, amount::varchar from marts.fct_orders order by all"
            ).fetchall()


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> SmallRoad:
    folder = tmp_path_factory.mktemp("small")
    for name, text in PROJECT.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.splitlines() if text.startswith("\n") else [text]
        path.write_text("\n".join(line.removeprefix(" " * 8) for line in lines) + "\n")
    (folder / "data").mkdir()
    return SmallRoad(folder)


@pytest.fixture
def settled(road: SmallRoad, monkeypatch: pytest.MonkeyPatch) -> SmallRoad:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(road.folder / "data"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # dbt is started in the small project's folder
    monkeypatch.setenv("DBT_TARGET_PATH", str(road.folder / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(road.folder / "logs"))
    monkeypatch.setenv("SMALL_WAREHOUSE", str(road.folder / "data" / "warehouse.duckdb"))
    monkeypatch.setenv("SMALL_ORDERS", str(road.folder / "orders.csv"))
    if not (road.folder / "target" / "manifest.json").exists():
        subprocess.run([*DBT, "--quiet", "parse"], cwd=road.folder, check=True, stdout=sys.stderr)
    return road


def test_a_build_that_fails_one_test_publishes_nothing_and_readers_keep_yesterdays_marts(
    settled: SmallRoad,
) -> None:
    published = settled.folder / "data" / "published"
    assert settled.day("1,10.00", "2,2.50") is None
    yesterday = read_manifest(current_folder(published))
    assert settled.read() == [("1", "10.00"), ("2", "2.50")]

    said = settled.day("1,10.00", "2,2.50", "2,99.00")
    assert said is not None
    assert said.startswith(
        "1 models or tests failed, so nothing is published: unique_fct_orders_order_id"
    )
    with duckdb.connect(str(settled.folder / "data" / "warehouse.duckdb"), read_only=True) as built:
        assert built.execute("select count(*) from marts.fct_orders").fetchone() == (3,)
    assert settled.read() == [("1", "10.00"), ("2", "2.50")]
    assert read_manifest(current_folder(published)) == yesterday
    assert len(list((published / "versions").iterdir())) == 1

    assert settled.day("1,10.00", "2,2.50", "3,") is None  # a test that warns stops nobody
    assert settled.read() == [("1", "10.00"), ("2", "2.50"), ("3", None)]
    results = json.loads((settled.folder / "target" / "run_results.json").read_text())["results"]
    assert {result["status"] for result in results} >= {"warn"}


def test_what_failed_a_test_is_not_published_by_a_later_run_that_does_not_build_it(
    settled: SmallRoad,
) -> None:
    assert settled.day("1,10.00") is None
    assert settled.publish() is None
    assert settled.day("1,10.00", "1,99.00") is not None
    assert settled.publish() == (
        "1 models or tests of the warehouse have not passed, so nothing is published:"
        " unique_fct_orders_order_id (fail). Build and test them again: make run"
    )
    assert settled.read() == [("1", "10.00")]
    assert settled.day("1,10.00", "2,99.00") is None
    assert settled.read() == [("1", "10.00"), ("2", "99.00")]


def test_what_a_person_built_in_a_shell_is_published_once_it_is_tested(settled: SmallRoad) -> None:
    settled.receive("1,10.00", "2,20.00")
    settled.dbt("run")
    said = settled.publish()
    assert said is not None
    assert "fct_orders (untested)" in said
    settled.dbt("test")
    assert settled.publish() == said  # other rows may have come between the two
    settled.dbt("build")
    assert settled.publish() is None
    assert settled.read() == [("1", "10.00"), ("2", "20.00")]


def test_what_a_build_left_unfinished_when_it_was_killed_is_not_published(
    settled: SmallRoad,
) -> None:
    assert settled.day("1,10.00") is None
    settled.kill_while_building()
    said = settled.publish()
    assert said is not None
    assert "fct_orders (unfinished)" in said
    assert settled.day("1,11.00") is None
    assert settled.read() == [("1", "11.00")]
