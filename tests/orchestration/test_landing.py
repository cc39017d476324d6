"""The step that lands a system: what may pass is tried again, what a person must mend is not."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import requests

from orchestration.defs.ingest import assets
from orchestration.defs.ingest.assets import AGAIN, raw_assets
from orchestration.defs.ingest.landed_days import landed_days
from pipelines.errors import Explained
from pipelines.runner import LandError, LandResult
from pipelines.settings import MissingSetting, first_day
from pipelines.sources.answers import CutOffError, VendorError, explained

MANIFEST = {
    "sources": {
        "source.x": {"source_name": "raw_ga4", "name": "events", "description": "Events."},
        "source.y": {"source_name": "raw_salesforce", "name": "lead", "description": "Leads."},
    }
}
_SOMEBODY_S_SHELL = """
import duckdb, sys, time
with duckdb.connect(sys.argv[1]):
    print("open", flush=True)
    time.sleep(1)
"""
AT_ONCE = dg.RetryPolicy(max_retries=2, delay=0)


@pytest.fixture(autouse=True)
def _raw_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as raw:
        raw.execute("create schema raw_ga4")
        raw.execute("create table raw_ga4.events as from range(7) as rows (event)")


class Vendor:
    """Answers each landing with the next of what it is given: an error, or rows."""

    def __init__(self, *answers: Explained | int, quarantined: int = 0) -> None:
        self.quarantined = quarantined
        self.answers = iter(answers)
        self.asked = 0

    def land(self, system: str, **_: Any) -> LandResult:
        self.asked += 1
        answer = next(self.answers)
        if isinstance(answer, Explained):
            raise answer
        tables, read = {"events": answer}, answer + self.quarantined
        return LandResult(system, tables, self.quarantined, read, seconds=0.1)


def run(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.ExecuteInProcessResult]:
    monkeypatch.setattr(assets, "land", vendor.land)
    step = raw_assets("ga4", MANIFEST, again=AT_ONCE)
    with dg.DagsterInstance.ephemeral() as instance:
        yield dg.materialize([step], instance=instance, raise_on_error=False)


def test_rows_in_quarantine_are_news_of_their_table_also_when_days_are_landed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assets, "land", Vendor(0, 0, quarantined=2).land)
    source = {"source_name": "raw_ga4", "name": "quarantine", "description": "Not readable."}
    day = str(first_day())
    with dg.DagsterInstance.ephemeral() as instance:
        daily = dg.materialize([raw_assets("ga4", {"sources": {"x": source}})], instance=instance)
        again = dg.materialize([landed_days("ga4")], instance=instance, partition_key=day)
    for result in (daily, again):
        (made,) = [
            event.materialization
            for event in result.get_asset_materialization_events()
            if event.asset_key == dg.AssetKey(["raw_ga4", "quarantine"])
        ]
        assert made.metadata["rows landed"].value == 2


def answered(status: int) -> VendorError:
    response = requests.Response()
    response.status_code = status
    return VendorError(f"Salesforce answered with {status}.", response)


def test_a_vendor_that_is_busy_is_asked_again_and_the_run_goes_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vendor = Vendor(LandError("ga4: busy.").passing(), LandError("ga4: busy.").passing(), 3)
    (result,) = run(vendor, monkeypatch)
    assert (result.success, vendor.asked) == (True, 3)
    (made,) = result.asset_materializations_for_node("land_ga4")
    assert made.asset_key == dg.AssetKey(["raw_ga4", "events"])
    told = {name: value.value for name, value in made.metadata.items()}
    schema = told.pop("dagster/column_schema")
    assert isinstance(schema, dg.TableSchema)
    assert told == {"rows landed": 3, "dagster/row_count": 7}
    assert [(column.name, column.type) for column in schema.columns] == [("event", "BIGINT")]


def test_it_is_asked_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = Vendor(*(LandError(f"ga4: busy, {n}.").passing() for n in range(9)))
    (result,) = run(vendor, monkeypatch)
    assert (result.success, vendor.asked) == (False, 3)


@pytest.mark.parametrize(
    "error", [LandError("ga4: the bucket is gone."), MissingSetting("ga4 needs bucket_url.")]
)
def test_what_a_person_must_mend_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Explained
) -> None:
    vendor = Vendor(error, 3)
    (result,) = run(vendor, monkeypatch)
    assert (result.success, vendor.asked) == (False, 1)
    (failed,) = result.filter_events(lambda event: event.is_step_failure)
    assert failed.step_failure_data.user_failure_data is not None
    assert failed.step_failure_data.user_failure_data.description == str(error)


def test_a_landing_waits_for_another_program_to_close_the_raw_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", _SOMEBODY_S_SHELL, str(tmp_path / "raw.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        shell.stdout.readline()
        vendor = Vendor(3)
        (result,) = run(vendor, monkeypatch)
    assert (result.success, vendor.asked) == (True, 1)


def test_a_raw_database_that_cannot_be_read_is_told_in_a_sentence_and_no_vendor_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw.duckdb").unlink()
    vendor = Vendor(3, 3, 3)
    (result,) = run(vendor, monkeypatch)
    assert (result.success, vendor.asked) == (False, 1)
    (failed,) = result.filter_events(lambda event: event.is_step_failure)
    assert failed.step_failure_data.user_failure_data is not None
    assert str(failed.step_failure_data.user_failure_data.description).startswith(
        f"ga4 is landed, but {tmp_path / 'raw.duckdb'} cannot be read (IOException): see "
    )


def test_pauses_grow_and_are_jittered_so_that_many_runs_do_not_come_back_at_once() -> None:
    assert (AGAIN.max_retries, AGAIN.delay) == (3, 30)
    assert (AGAIN.backoff, AGAIN.jitter) == (dg.Backoff.EXPONENTIAL, dg.Jitter.PLUS_MINUS)
    pauses = [AGAIN.calculate_delay(attempt) for attempt in (1, 2, 3)]
    assert all(
        0 <= pause <= 2 * longest for pause, longest in zip(pauses, (30, 90, 210), strict=True)
    )


@pytest.mark.parametrize(
    ("status", "may_pass"),
    [(400, False), (401, False), (403, False), (404, False), (408, True), (429, True), (503, True)],
)
def test_a_refusal_may_pass_if_the_vendor_is_only_busy(status: int, may_pass: bool) -> None:
    assert answered(status).may_pass is may_pass


@pytest.mark.parametrize(
    ("error", "may_pass"),
    [
        (requests.ConnectionError(), True),
        (requests.Timeout(), True),
        (requests.exceptions.SSLError(), False),
        (CutOffError("Salesforce answered with a JSON text that is cut off."), True),
    ],
)
def test_a_network_that_is_down_may_pass_a_certificate_does_not(
    error: requests.RequestException, may_pass: bool
) -> None:
    with pytest.raises(Explained) as raised, explained("Salesforce", "https://login.example"):
        raise error
    assert raised.value.may_pass is may_pass
