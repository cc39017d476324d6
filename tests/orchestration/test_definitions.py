"""What Dagster is told: one graph from raw tables to what is published, and when it runs."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration import dbt_project, definitions
from orchestration.dbt_project import Parse
from orchestration.defs.transform.assets import BUILD, failure_sentence, warnings_of
from pipelines.settings import SettingsError, dbt_target_dir, freshness_hours, load_settings, run
from tests.orchestration.conftest import ROOT
from tests.orchestration.definitions_snapshot import SNAPSHOT, described, written


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.RepositoryDefinition]:
    folder = tmp_path_factory.mktemp("definitions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
        patch.setenv("DBT_LOG_PATH", str(folder / "logs"))
        patch.setenv("CLOSED_LOOP_DATA_DIR", str(folder / "data"))
        yield definitions.defs().get_repository_def()


def keys(graph: dg.RepositoryDefinition) -> set[str]:
    return {key.to_user_string() for key in graph.asset_graph.executable_asset_keys}


def test_importing_the_definitions_reads_nothing_and_needs_no_secret() -> None:
    script = (
        "import builtins, io, sys, duckdb, dagster_dbt, dlt\n"
        "import pipelines.settings, pipelines.runner\n"
        "def refuse(*args, **kwargs): raise AssertionError(args)\n"
        "duckdb.connect = refuse\n"
        "pipelines.settings.load_settings = refuse\n"
        "import orchestration.definitions\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_every_raw_table_every_model_and_the_publish_step_are_assets_of_one_graph(
    graph: dg.RepositoryDefinition,
) -> None:
    known = keys(graph)
    assert {"raw_salesforce/lead", "raw_google_ads/click_view", "raw_ga4/events"} <= known
    assert {"raw_files/orders", "marts/fct_attribution", "published_marts"} <= known
    manifest = json.loads(Parse(load_settings()).manifest().read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert {f"{model['schema']}/{model['name']}" for model in models} <= known


def test_a_dbt_killed_while_it_writes_its_manifest_keeps_nobody_from_reading_the_project(
    graph: dg.RepositoryDefinition,
) -> None:
    written = dbt_target_dir() / "manifest.json"
    whole = written.read_text()
    written.write_text(whole[: len(whole) // 2])
    assert json.loads(Parse(load_settings()).manifest().read_text()) == json.loads(whole)


class Dbt:
    """Reads the project, and writes what it is given: a text, or half of it and later the rest."""

    returncode = 0

    def __init__(self, folder: Path, *texts: bytes) -> None:
        self.written = folder / "manifest.json"
        self.texts = iter(texts)
        self.starts = 0

    def start(self) -> "Dbt":
        self.starts += 1
        return self

    def communicate(self) -> tuple[str, str]:
        self.write()
        return "", ""

    def write(self, *_: float) -> None:
        self.written.write_bytes(next(self.texts))


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder dbt writes into, where nobody has read the project."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path))
    return tmp_path


def test_half_a_manifest_that_a_build_is_writing_is_waited_for(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = Dbt(target, b'{"nodes": {', b'{"nodes": {}}')
    monkeypatch.setattr(dbt_project, "_start", dbt.start)
    monkeypatch.setattr(dbt_project, "time", SimpleNamespace(monotonic=float, sleep=dbt.write))
    assert json.loads(Parse(load_settings()).manifest().read_bytes()) == {"nodes": {}}


def test_a_kill_before_the_stamp_leaves_none_that_speaks_of_another_manifest(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = Dbt(target, b'{"files": "old"}', b'{"files": "new"}', b'{"files": "old"}')
    monkeypatch.setattr(dbt_project, "_start", dbt.start)
    Parse(load_settings()).manifest()
    with monkeypatch.context() as patch:
        patch.setattr(dbt_project, "_fingerprint", lambda _: "of new files")
        patch.setattr(Path, "write_text", lambda *_: sys.exit("killed"))
        with pytest.raises(SystemExit):
            Parse(load_settings()).manifest()
    assert json.loads(Parse(load_settings()).manifest().read_bytes()) == {"files": "old"}


def test_who_comes_while_another_reads_the_project_waits_and_does_not_read_it_again(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = Dbt(target, b"{}")
    monkeypatch.setattr(dbt_project, "_start", dbt.start)
    first = Parse(load_settings())

    def end_later() -> None:
        time.sleep(0.3)
        first.manifest()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(end_later)
        Parse(load_settings()).manifest()
    assert dbt.starts == 1


def test_assets_are_grouped_as_the_models_are_in_folders(graph: dg.RepositoryDefinition) -> None:
    groups = {
        key.to_user_string(): graph.asset_graph.get(key).group_name
        for key in graph.asset_graph.executable_asset_keys
    }
    assert groups["raw_salesforce/lead"] == "raw"
    assert groups["seeds/channel_rules"] == "seeds"
    assert groups["staging/stg_ga4__events"] == "staging_ga4"
    assert groups["conformed/conformed_people"] == "conformed"
    assert groups["intermediate/int_sessions"] == "intermediate_sessions"
    assert groups["marts/fct_attribution"] == "marts_attribution"
    assert groups["published_marts"] == "published"
    assert "default" not in groups.values()


def test_what_is_published_hangs_on_every_mart_and_through_them_on_every_raw_table(
    graph: dg.RepositoryDefinition,
) -> None:
    marts = {key for key in keys(graph) if key.startswith("marts/")}
    published = dg.AssetKey(["published_marts"])
    parents = graph.asset_graph.get(published).parent_keys
    assert {key.to_user_string() for key in parents} == marts
    seen, waiting = set(), {published}
    while waiting:
        key = waiting.pop()
        seen.add(key.to_user_string())
        waiting |= set(graph.asset_graph.get(key).parent_keys)
    for raw in ["raw_salesforce/lead", "raw_google_ads/ad_performance", "raw_ga4/events"]:
        assert raw in seen


def test_data_tests_are_checks_and_unit_tests_are_left_to_developers(
    graph: dg.RepositoryDefinition,
) -> None:
    assert len(graph.asset_graph.asset_check_keys) > 50
    assert BUILD[-2:] == ["--exclude-resource-type", "unit_test"]


def test_dagster_is_told_what_the_snapshot_shows(graph: dg.RepositoryDefinition) -> None:
    assert written(described(graph)) == SNAPSHOT.read_text(), (
        "if this is meant: python -m tests.orchestration.definitions_snapshot"
    )


def test_a_model_hangs_on_what_its_sql_reads_and_on_nothing_else(
    graph: dg.RepositoryDefinition,
) -> None:
    manifest = json.loads(Parse(load_settings()).manifest().read_text())
    everything = manifest["nodes"] | manifest["sources"]

    def key(node: dict[str, Any]) -> dg.AssetKey:
        is_source = node["resource_type"] == "source"
        return dg.AssetKey([node["source_name" if is_source else "schema"], node["name"]])

    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            read = {key(everything[one]) for one in node["depends_on"]["nodes"]}
            assert set(graph.asset_graph.get(key(node)).parent_keys) == read, node["name"]


def test_every_asset_has_an_owner_and_a_description(graph: dg.RepositoryDefinition) -> None:
    nodes = [graph.asset_graph.get(key) for key in graph.asset_graph.executable_asset_keys]
    assert [node.key for node in nodes if not node.owners or not node.description] == []


def test_every_system_and_what_is_published_has_a_freshness_policy(
    graph: dg.RepositoryDefinition,
) -> None:
    assert set(load_settings().sources) | {"published"} == set(freshness_hours())


@pytest.mark.parametrize(
    "given", [None, {"ga4": 26}, {"ga4": [50, 26]}, {"ga4": ["soon", "later"]}, [26, 50]]
)
def test_hours_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, given: object) -> None:
    monkeypatch.setattr(run, "project_vars", lambda: {"freshness_hours": given})
    with pytest.raises(SettingsError, match="freshness_hours"):
        freshness_hours()


def test_dagster_s_own_validation_finds_nothing_wrong(
    graph: dg.RepositoryDefinition, tmp_path: Path
) -> None:
    dagster = str(Path(sys.executable).with_name("dagster"))
    ran = subprocess.run(
        [dagster, "definitions", "validate", "-m", "orchestration.definitions"],
        cwd=ROOT,
        env=os.environ | {"DAGSTER_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Validation successful" in ran.stdout + ran.stderr


def test_one_job_runs_the_whole_graph_but_days_landed_again_once_a_day(
    graph: dg.RepositoryDefinition,
) -> None:
    (schedule,) = graph.schedule_defs
    assert schedule.job_name == "closed_loop"
    assert schedule.cron_schedule == "0 5 * * *"
    job = graph.get_job("closed_loop")
    days = {f"landed_days/{system}" for system in ("ga4", "google_ads", "salesforce")}
    made = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert made == keys(graph) - days


def test_nothing_but_days_has_partitions_for_what_is_new_may_be_of_any_day(
    graph: dg.RepositoryDefinition,
) -> None:
    assets = graph.asset_graph
    parted = {key for key in assets.executable_asset_keys if assets.get(key).partitions_def}
    assert {key.to_user_string() for key in parted} == {
        f"landed_days/{system}" for system in ("ga4", "google_ads", "salesforce")
    }
    policies = [assets.get(key).backfill_policy for key in parted]
    assert policies == [dg.BackfillPolicy.single_run()] * 3


def test_every_step_that_writes_waits_for_the_one_writer(graph: dg.RepositoryDefinition) -> None:
    steps = graph.get_job("closed_loop").all_node_defs
    assert {step.pool for step in steps if isinstance(step, dg.OpDefinition)} == {"duckdb_writer"}


def test_a_failed_build_says_what_failed_by_name(tmp_path: Path) -> None:
    run_results = tmp_path / "run_results.json"
    assert failure_sentence(run_results) == (
        f"dbt stopped before its work was done, so nothing is published: see {tmp_path / 'dbt.log'}"
    )
    results = [
        {
            "unique_id": "test.closed_loop.assert_x.abc",
            "status": "fail",
            "message": "Got 2 results",
        },
        {"unique_id": "model.closed_loop.dim_y", "status": "success", "message": None},
    ]
    run_results.write_text(json.dumps({"results": results}))
    assert failure_sentence(run_results) == (
        "1 models or tests failed, so nothing is published: assert_x (Got 2 results)"
    )


def test_a_warning_is_named_and_is_no_failure(tmp_path: Path) -> None:
    run_results = tmp_path / "run_results.json"
    assert warnings_of(run_results) == []
    result = {"unique_id": "test.closed_loop.assert_y.abc", "status": "warn", "message": "Got 3"}
    run_results.write_text(json.dumps({"results": [result]}))
    assert warnings_of(run_results) == ["assert_y (Got 3)"]
    assert "dbt stopped before" in failure_sentence(run_results)


def test_thresholds_of_data_quality_are_checks_of_their_mart(
    graph: dg.RepositoryDefinition,
) -> None:
    checks = {
        key.name
        for key in graph.asset_graph.asset_check_keys
        if key.asset_key.to_user_string() == "marts/fct_data_quality"
    }
    assert {
        "assert_no_figure_of_data_quality_is_an_error",
        "assert_no_figure_of_data_quality_is_a_warning",
    } <= checks
