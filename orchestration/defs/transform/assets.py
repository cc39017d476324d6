"""Every dbt model an asset, every data test a check; one `dbt build` makes them all.

The warehouse has one writer. The lock says whose turn it is; it dies with its process, and dbt with
the process that holds it. A shell may have the file open too, so the step also waits for that.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration.dbt_project import ROOT
from orchestration.defs.automation.conditions import WHEN_SOMETHING_CAME
from orchestration.defs.ingest.assets import DATA_ENGINEERING, WRITER_POOL
from orchestration.defs.transform.catalogue import Catalogue, described
from orchestration.parent import name_as_parent
from orchestration.progress import say
from pipelines.locks import LockError, hold, wait_until_free
from pipelines.settings import dbt_target_dir, load_settings

# Unit tests run against fixtures while developing; the scheduled build tests the data.
BUILD = ["build", "--exclude-resource-type", "unit_test"]
_REPORT_EVERY_SECONDS = 5.0


WITHOUT_CATALOGUE: dict[str, Any] = {"ops": {"build_models": {"config": {"catalogue": False}}}}


class BuildConfig(dg.Config):
    """What a build does beside building; to be set where a run is launched.

    `catalogue`: show rows, columns and column lineage of every model. It takes a few seconds after
    the build, so `make run`, which somebody waits for, does without.
    """

    catalogue: bool = True


class ByFolder(DagsterDbtTranslator):
    """Assets in groups as the models are in folders: what one sees at first is the road.

    A model of a dbt group has the group's owner, any other those who run the road.
    """

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """The e-mail address of the group's owner, or the team of data engineering."""
        return super().get_owners(dbt_resource_props) or [DATA_ENGINEERING]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model holds, and its file; Dagster's own way puts all of its SQL there."""
        said = str(dbt_resource_props["description"]).strip()
        return f"{said}\n\n`{dbt_resource_props['original_file_path']}`" if said else ""

    def get_automation_condition(
        self,
        dbt_resource_props: Mapping[str, Any],  # noqa: ARG002
    ) -> dg.AutomationCondition[Any]:
        """Built again when something it reads has come."""
        return WHEN_SOMETHING_CAME

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """`seeds`, `conformed`, `staging_ga4`, `intermediate_identity`, and so on."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        layer, area = dbt_resource_props["fqn"][1:3]
        return layer if layer == "conformed" else f"{layer}_{area}"


def model_assets(manifest: Path) -> dg.AssetsDefinition:
    """The dbt project as assets: seeds, models, and tests as their checks."""

    @dbt_assets(
        manifest=manifest,
        name="build_models",
        dagster_dbt_translator=ByFolder(
            settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)
        ),
        pool=WRITER_POOL,
    )
    def build_models(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, config: BuildConfig
    ) -> Iterator[Any]:
        data = load_settings().data_dir
        say("building and testing the models …")
        try:
            with (
                hold(data / "raw.lock", "the raw database"),
                hold(data / "warehouse.lock", "the warehouse"),
            ):
                wait_until_free(data / "warehouse.duckdb", "the warehouse", say)
                built = _build(context, dbt)
                yield from _with_catalogue(built, manifest, data) if config.catalogue else built
        except LockError as error:
            raise dg.Failure(str(error), allow_retries=False) from None

    return build_models


def _with_catalogue(events: Iterator[Any], manifest: Path, data: Path) -> Iterator[Any]:
    """The events once the build is done, for only then may anybody else open its file."""
    held: list[Any] = []
    failure: dg.Failure | None = None
    try:
        held.extend(events)
    except dg.Failure as error:
        failure = error
    project = json.loads(manifest.read_text())
    databases = {"warehouse": data / "warehouse.duckdb", "raw": data / "raw.duckdb"}
    compiled = ROOT / dbt_target_dir() / "compiled"
    catalogue = Catalogue(project, compiled, databases, data / "dagster" / "column_lineage.json")
    keys = {
        unique_id: ByFolder().get_asset_key(node)
        for unique_id, node in (project["nodes"] | project["sources"]).items()
        if node["resource_type"] in {"model", "seed", "source"}
    }
    yield from described(held, catalogue, keys)
    if failure:
        raise failure


def _build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    target = ROOT / dbt_target_dir()
    run_results = target / "run_results.json"
    run_results.unlink(missing_ok=True)  # those of the run before are not this run's
    os.environ.update(name_as_parent())
    invocation = dbt.cli(BUILD, context=context, target_path=target)
    total = len(context.selected_asset_keys)
    done: set[str] = set()
    told = time.monotonic()
    try:
        for event in invocation.stream():
            done.add(_node(event))
            if time.monotonic() - told > _REPORT_EVERY_SECONDS:
                told = time.monotonic()
                say(f"  {_counted(done, f' of {total}')}")
            yield event
    except DagsterDbtCliRuntimeError:
        raise dg.Failure(failure_sentence(run_results), allow_retries=False) from None
    say(f"building and testing the models: {_counted(done)}")
    for warning in warnings_of(run_results):
        say(f"  warning: {warning}")


def _node(event: Any) -> str:
    """The node of dbt that an event is about; a test of several models has an event for each."""
    return str(event.metadata["unique_id"].value)


def _counted(done: Set[str], of_how_many: str = "") -> str:
    tests = sum(node.startswith("test.") for node in done)
    return f"{len(done) - tests}{of_how_many} models and seeds built, {tests} tests passed"


def warnings_of(run_results: Path) -> list[str]:
    """What is published all the same, by name, from dbt's own account of the run."""
    return _named(run_results, {"warn"})


def _named(run_results: Path, statuses: Set[str]) -> list[str]:
    results = json.loads(run_results.read_text())["results"] if run_results.exists() else []
    return [
        f"{result['unique_id'].split('.')[2]} ({(result.get('message') or '').strip()})"
        for result in results
        if result["status"] in statuses
    ]


def failure_sentence(run_results: Path) -> str:
    """What failed, by name, from dbt's own account of the run."""
    failed = _named(run_results, {"error", "fail"})
    if not failed:
        log = run_results.with_name("dbt.log")
        return f"dbt stopped before its work was done, so nothing is published: see {log}"
    named = "; ".join(failed[:5]) + (f"; and {len(failed) - 5} more" if len(failed) > 5 else "")
    return f"{len(failed)} models or tests failed, so nothing is published: {named}"
