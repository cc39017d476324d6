"""A real daemon, code server and pages: what they start by themselves, and whom they tell.

The models of `live_graph` only count; GA4 and Salesforce are landed from the sample company's
server, by the road's own steps, sensors and schedule.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    ScheduleInstigatorData,
)

from orchestration.instance import home, records
from pipelines.sandbox.company import build_company
from pipelines.sandbox.server import Sandbox
from tests.orchestration.live_graph import NOTES, REASON
from tests.orchestration.pages import ROOT, Pages, free_port, served, until
from tests.orchestration.receivers import Received, web_hook

pytestmark = pytest.mark.slow

_SECONDS = 300
_DATED = "select export_date, sum(row_count) from raw_ga4.export_files group by all order by 1"
_COUNTED = """
    select count(*) from raw_ga4.events
    inner join raw_ga4.export_files using (file_version, _dlt_load_id)
"""

# As Dagster's pages send it when days are chosen under Materialize.
_BACKFILL = """
mutation LaunchPartitionBackfill($backfillParams: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $backfillParams) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}"""
_MATERIALIZE = """
mutation LaunchAssets($executionParams: ExecutionParams!) {
  launchPipelineExecution(executionParams: $executionParams) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}"""
_DAYS = """
query Days($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) {
    ... on AssetNode {
      assetPartitionStatuses {
        ... on TimePartitionStatuses { ranges { startKey endKey status } }
      }
    }
  }
}"""
_WHERE = {
    "repositoryName": "__repository__",
    "repositoryLocationName": "tests.orchestration.live_graph",
}


@dataclass(frozen=True)
class Live:
    """Servers at work, their records, the data they land, and who is told."""

    pages: Pages
    instance: dg.DagsterInstance
    raw: Path
    notes: Path
    told: Received

    def runs(self) -> list[dg.DagsterRun]:
        """Oldest first."""
        return list(reversed(self.instance.get_runs()))

    def ended(self, after: int, how_many: int = 1) -> list[dg.DagsterRun]:
        """The runs that came after so many, once there are so many more and all have ended."""

        def look() -> list[dg.DagsterRun]:
            news = self.runs()[after:]
            return news if len(news) >= how_many and all(one.is_finished for one in news) else []

        return until(look, _SECONDS, "runs that ended")

    def ask_raw(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.raw)) as raw:
            return raw.execute(sql).fetchall()

    def materialize(self, *names: str, checks: tuple[str, ...] = ()) -> None:
        said = self.pages.ask(
            _MATERIALIZE,
            executionParams={
                "mode": "default",
                "executionMetadata": {"tags": []},
                "runConfigData": "{}",
                "selector": _WHERE
                | {
                    "pipelineName": "__ASSET_JOB",
                    "assetSelection": [{"path": [name]} for name in names],
                    "assetCheckSelection": [
                        {"assetKey": {"path": [name]}, "name": check}
                        for name in names
                        for check in checks
                    ],
                },
            },
        )["launchPipelineExecution"]
        assert said["__typename"] == "LaunchRunSuccess", said

    def ticks(self, sensor: str) -> int:
        (state,) = [
            one for one in self.instance.all_instigator_state() if one.instigator_name == sensor
        ]
        return len(self.instance.get_ticks(state.instigator_origin_id, state.selector_id))

    def after_ticks_of(self, sensor: str, how_many: int = 2) -> None:
        before = self.ticks(sensor)
        until(lambda: self.ticks(sensor) >= before + how_many, _SECONDS, f"ticks of {sensor}")

    def told_of(self, kind: str) -> list[dict[str, Any]]:
        return [body for body in self.told.bodies if body["kind"] == kind]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    data, notes, port = folder / "data", folder / "notes", free_port()
    notes.mkdir()
    build_company(folder / "company", visitors=200, days=30)
    with (
        Sandbox.start(folder / "company") as sandbox,
        web_hook() as told,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in sandbox.environment({}).items():
            patch.setenv(name, value)
        patch.setenv("CLOSED_LOOP_DATA_DIR", str(data))
        patch.setenv("ALERTS__WEBHOOK", f"http://127.0.0.1:{told.port}")
        patch.setenv(NOTES, str(notes))
        patch.setenv("FRESHNESS_DAEMON_INTERVAL_SECONDS", "2")
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("DAGSTER_HOME", str(home(data)))
        module = ["-m", _WHERE["repositoryLocationName"]]
        command = ["dagster", "dev", *module, "-h", "127.0.0.1", "-p", str(port)]
        with (
            records(data) as instance,  # made here: the servers start at once
            served(command, os.environ, folder / "servers.log", _SECONDS),
        ):
            pages = Pages(port)
            pages.asked_once_up("{ version }", _SECONDS)
            yield Live(pages, instance, data / "raw.duckdb", notes, told)


@pytest.fixture(scope="module")
def daily_run(live: Live) -> dg.DagsterRun:
    """What the scheduler starts once it is told that the schedule was on before the last five."""
    now = datetime.now(UTC)
    five = datetime.combine(now.date(), time(5), UTC)
    five -= timedelta(days=1) if five > now else timedelta()
    since = ScheduleInstigatorData("0 5 * * *", (five - timedelta(minutes=1)).timestamp())
    sensor = until(live.instance.all_instigator_state, _SECONDS, "the daemon's sensors")[0]
    origin = sensor.origin._replace(instigator_name="daily")  # of the same graph
    live.instance.add_instigator_state(
        InstigatorState(origin, InstigatorType.SCHEDULE, InstigatorStatus.RUNNING, since)
    )
    (run,) = live.ended(after=0)
    return run


def test_the_daily_schedule_lands_builds_and_publishes_once(
    live: Live, daily_run: dg.DagsterRun
) -> None:
    assert daily_run.is_success
    assert daily_run.job_name == "closed_loop"
    assert daily_run.tags["dagster/schedule_name"] == "daily"
    made = {"raw_ga4/events", "raw_salesforce/lead", "visits", "deals", "published_marts"}
    keys = [dg.AssetKey(one.split("/")) for one in made]
    assert all(live.instance.get_latest_materialization_event(key) for key in keys)
    live.after_ticks_of("when_a_source_lands")
    assert len(live.runs()) == 1, "what the daily run made needs no other"


def test_the_days_that_were_landed_are_marked(live: Live, daily_run: dg.DagsterRun) -> None:
    days = [str(day) for day, _ in live.ask_raw(_DATED)]
    found = live.pages.ask(_DAYS, key={"path": ["landed_days", "ga4"]})
    ranges = found["assetNodeOrError"]["assetPartitionStatuses"]["ranges"]
    assert [(one["startKey"], one["endKey"]) for one in ranges] == [(days[0], days[-1])]
    assert {one["status"] for one in ranges} == {"MATERIALIZED"}


def test_days_chosen_in_the_pages_are_landed_again_and_what_hangs_on_them_is_made(
    live: Live, daily_run: dg.DagsterRun
) -> None:
    before = live.ask_raw(_DATED)
    counted = live.ask_raw(_COUNTED)
    first, second = (day for day, _ in before[3:5])
    live.ask_raw(f"delete from raw_ga4.export_files where export_date = '{second}'")
    asked = len(live.runs())
    said = live.pages.ask(
        _BACKFILL,
        backfillParams={
            "assetSelection": [{"path": ["landed_days", "ga4"]}],
            "partitionNames": [str(first), str(second)],
            "fromFailure": False,
            "tags": [{"key": "dagster/from_ui", "value": "true"}],
        },
    )["launchPartitionBackfill"]
    assert said["__typename"] == "LaunchBackfillSuccess", said
    landing, building = live.ended(after=asked, how_many=2)
    assert landing.tags["dagster/backfill"] == said["backfillId"]
    assert landing.asset_selection == {dg.AssetKey(["landed_days", "ga4"])}
    assert building.asset_selection == {dg.AssetKey("visits"), dg.AssetKey("published_marts")}
    assert landing.is_success
    assert building.is_success
    assert live.ask_raw(_DATED) == before
    assert live.ask_raw(_COUNTED) == counted
    live.after_ticks_of("when_a_source_lands")
    assert len(live.runs()) == asked + 2


def test_a_run_that_failed_is_told_once(live: Live, daily_run: dg.DagsterRun) -> None:
    asked = len(live.runs())
    (live.notes / "broken").touch()
    live.materialize("visits")
    (run,) = live.ended(after=asked)
    (live.notes / "broken").unlink()
    assert run.is_failure
    until(lambda: live.told_of("run_failed"), _SECONDS, "word of a failed run")
    live.after_ticks_of("tell_of_failed_runs")
    assert [one["text"] for one in live.told_of("run_failed")] == [REASON]


def test_a_run_that_a_shell_started_is_told_as_well(live: Live, daily_run: dg.DagsterRun) -> None:
    @dg.op
    def land() -> None:
        raise dg.Failure("ga4: the bucket is gone.")

    @dg.job
    def nightly() -> None:
        land()

    told = len(live.told_of("run_failed"))
    assert not nightly.execute_in_process(instance=live.instance, raise_on_error=False).success
    (alert,) = until(
        lambda: live.told_of("run_failed")[told:], _SECONDS, "word of a run of a shell"
    )
    assert (alert["subjects"], alert["text"]) == (["nightly"], "ga4: the bucket is gone.")


def test_a_check_that_failed_in_a_run_that_went_on_is_told_once(
    live: Live, daily_run: dg.DagsterRun
) -> None:
    asked = len(live.runs())
    (live.notes / "doubtful").touch()
    live.materialize("visits", checks=("visits_have_owners",))
    run = live.ended(after=asked)[0]
    assert run.is_success
    until(lambda: live.told_of("check_failed"), _SECONDS, "word of a failed check")
    live.after_ticks_of("tell_of_stale_sources_and_failed_checks")
    assert [one["subjects"] for one in live.told_of("check_failed")] == [
        ["visits: visits_have_owners"]
    ]


def test_a_source_that_is_stale_is_told_once_and_again_when_it_landed(
    live: Live, daily_run: dg.DagsterRun
) -> None:
    until(lambda: live.told_of("stale"), _SECONDS, "word of a stale asset")
    live.after_ticks_of("tell_of_stale_sources_and_failed_checks")
    assert [one["subjects"] for one in live.told_of("stale")] == [["rates"]]
    live.instance.report_runless_asset_event(dg.AssetMaterialization("rates"))
    until(lambda: live.told_of("fresh_again"), _SECONDS, "word of an asset that is fresh again")
