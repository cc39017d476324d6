"""The step and the rollback that copy marts to PostgreSQL: when, which version, how often."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from orchestration import rollback
from orchestration.defs.publish import assets
from orchestration.defs.publish.assets import postgres_marts
from orchestration.publication_versions import current_folder, roll_back
from pipelines.destinations import postgres as destination
from pipelines.destinations.postgres import Copied, copy_version
from pipelines.locks import hold
from pipelines.settings import PostgresConnection, SettingsError, load_settings, postgres
from tests.orchestration.postgres_server import PASSWORD
from tests.orchestration.stamped_marts import publish_stamp, read, stamps

AT_ONCE = dg.RetryPolicy(max_retries=2, delay=0)


def test_postgres_is_off_until_an_address_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert postgres() is None
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", f"reader:{PASSWORD}@somewhere")
    with pytest.raises(SettingsError, match=r"must read postgresql://user") as raised:
        postgres()
    assert PASSWORD not in str(raised.value)
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", "postgresql://u:p@host/database")
    connection = postgres()
    assert connection is not None
    assert connection.schema == "marts"
    monkeypatch.setenv("DESTINATIONS__POSTGRES__SCHEMA", 'marts"; drop schema public')
    with pytest.raises(SettingsError, match="a name of lower case letters"):
        postgres()
    assert load_settings().kept_versions == 3


def test_the_step_is_there_when_an_address_is_and_its_failure_leaves_the_files_published(
    tmp_path: Path, target: PostgresConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert postgres_marts() == []
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", target.credentials)
    monkeypatch.setenv("DESTINATIONS__POSTGRES__SCHEMA", target.schema)
    folder = publish_stamp(tmp_path, 1)
    (step,) = postgres_marts(AT_ONCE)
    (done,) = dg.materialize([step]).get_asset_materialization_events()
    metadata = done.materialization.metadata
    assert metadata["version"].value == folder.name
    assert metadata["rows replaced"].value == {"dim_a": 200, "fct_b": 200}

    folder = publish_stamp(tmp_path, 2)
    gone = target.credentials.replace("host=", "host=/nowhere")
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", gone)
    result = dg.materialize([step], raise_on_error=False)
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    said = str(failure.step_failure_data.user_failure_data)
    assert f"Version {folder.name} stands in the files but not in PostgreSQL" in said
    assert PASSWORD not in "".join(str(event) for event in result.all_events)
    assert current_folder(tmp_path / "published") == folder
    assert stamps(target) == {1}


@pytest.mark.parametrize(
    ("credentials", "tries"),
    [
        (f"postgresql://reader:{PASSWORD}@127.0.0.1:1/marts", 3),
        ("postgresql://nobody:x@localhost/postgres", 1),
        ("postgresql://postgres:x@localhost/nothing", 1),
    ],
    ids=["nobody answers", "no such user", "no such database"],
)
def test_a_server_that_is_down_is_tried_again_and_a_refusal_is_not(
    tmp_path: Path,
    target: PostgresConnection,
    monkeypatch: pytest.MonkeyPatch,
    credentials: str,
    tries: int,
) -> None:
    publish_stamp(tmp_path, 1)
    _, _, server = target.credentials.partition("?")
    there = credentials if tries > 1 else f"{credentials}?{server}"
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", there)
    tried: list[Path] = []

    def copy(connection: PostgresConnection, folder: Path, data: Path) -> Copied:
        tried.append(folder)
        return copy_version(connection, folder, data)

    monkeypatch.setattr(assets, "copy_version", copy)
    assert not dg.materialize(postgres_marts(AT_ONCE), raise_on_error=False).success
    assert len(tried) == tries


def test_a_rollback_at_work_when_the_step_begins_is_what_the_step_copies(
    tmp_path: Path, target: PostgresConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def hold_after_a_rollback(lock: Path, what: str) -> Iterator[None]:
        roll_back(lock.with_suffix(""))
        with hold(lock, what):
            yield

    for stamp in (1, 2):
        publish_stamp(tmp_path, stamp)
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", target.credentials)
    monkeypatch.setenv("DESTINATIONS__POSTGRES__SCHEMA", target.schema)
    monkeypatch.setattr(assets, "hold", hold_after_a_rollback)
    assert dg.materialize(postgres_marts()).success
    assert stamps(target) == {1}


def test_a_rollback_that_did_not_reach_postgres_is_copied_when_its_version_is_named_again(
    tmp_path: Path,
    target: PostgresConnection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = (publish_stamp(tmp_path, stamp).name for stamp in (1, 2))
    copy_version(target, current_folder(tmp_path / "published") or tmp_path, tmp_path)
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DESTINATIONS__POSTGRES__SCHEMA", target.schema)
    gone = target.credentials.replace("host=", "host=/nowhere")
    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", gone)
    assert rollback.main([]) == 1
    said = capsys.readouterr().out
    assert f"Readers now see version {first}" in said
    assert "where readers see what they saw before: it cannot be reached" in said
    assert said.endswith(f"To copy it again: make rollback VERSION={first}\n")
    assert stamps(target) == {2}

    monkeypatch.setenv("DESTINATIONS__POSTGRES__CREDENTIALS", target.credentials)
    assert rollback.main([first]) == 0
    assert capsys.readouterr().out == (
        f"Readers of the files see version {first} already.\n"
        f"PostgreSQL, schema {target.schema}, holds it, too.\n"
    )
    assert stamps(target) == {1}

    read(target, "create view ours as select id from dim_a")
    monkeypatch.setattr(destination, "replace", lambda *_: read(target, "drop table dim_a"))
    assert rollback.main([second]) == 1
    assert f"where readers see version {first}: a view " in capsys.readouterr().out
