"""PostgreSQL holds one whole published version, exactly as the files do, whatever happens."""

import itertools
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration import rollback
from orchestration.defs.publish import assets
from orchestration.defs.publish.assets import postgres_marts
from orchestration.publication import publish
from orchestration.publication_versions import current_folder, roll_back
from pipelines.destinations import postgres as destination
from pipelines.destinations import postgres_tables
from pipelines.destinations.postgres import Copied, copy_version
from pipelines.destinations.postgres_tables import PostgresError
from pipelines.locks import hold
from pipelines.settings import PostgresConnection, SettingsError, load_settings, postgres
from tests.orchestration.postgres_server import PASSWORD, running_postgres

psycopg2 = pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")

_NUMBERS = itertools.count()
AT_ONCE = dg.RetryPolicy(max_retries=2, delay=0)

EVERY_KIND = """
    create table marts.dim_kinds as
    select
        * from (
            values
            (1, 9223372036854775807, true, 0.1::double, 12345.67::decimal(18, 2),
             0.333333333333::decimal(18, 12), 'Ünïcode 🔥, "quoted"', date '2026-11-22',
             timestamp '2026-11-22 23:59:59.123456', ['a', 'b,"c"'], 100.5),
            (2, -1, false, -1e300, -0.01, 1, e'two\\nlines\\tand \\\\. it', date '1999-12-31',
             timestamp '1999-12-31 00:00:00', [], 0),
            (3, null, null, null, null, null, null, null, null, null, null)
        ) kinds(
            id, big, flag, ratio, amount_reporting, credit, label, day, seen_at, ids, "percent %s"
        )
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture
def target(server: str) -> PostgresConnection:
    return PostgresConnection(server, f"marts_{next(_NUMBERS)}")


def publish_stamp(folder: Path, stamp: int, *statements: str) -> Path:
    """Publish two marts that carry the same stamp, and what the statements make."""
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        for mart in ("dim_a", "fct_b"):
            connection.execute(
                f"create table marts.{mart} as"
                f" select {stamp} as stamp, i as id, (i / 100)::decimal(18, 2) as amount"
                " from range(200) rows(i)"
            )
        for statement in statements:
            connection.execute(statement)
    publish(warehouse, folder / "published")
    current = current_folder(folder / "published")
    assert current is not None
    return current


def read(target: PostgresConnection, statement: str) -> list[tuple[Any, ...]]:
    with (
        closing(psycopg2.connect(target.credentials)) as database,
        database,
        database.cursor() as cursor,
    ):
        cursor.execute(f"set search_path = {target.schema}")
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def stamps(target: PostgresConnection) -> set[Any]:
    rows = read(
        target,
        "select stamp from dim_a union select stamp from fct_b union"
        " select left(version, 6)::int from published_marts",
    )
    return {stamp for (stamp,) in rows}


def schemas(target: PostgresConnection) -> set[str]:
    rows = read(target, "select nspname from pg_namespace")
    return {name for (name,) in rows if name.startswith(target.schema)}


def test_postgres_holds_what_the_files_hold_value_by_value(
    tmp_path: Path, target: PostgresConnection
) -> None:
    folder = publish_stamp(
        tmp_path,
        1,
        EVERY_KIND,
        "create table marts.dim_texts as from (values ('', 1), (null, 2), ('x', 3)) t(label, id)",
        "create table marts.dim_empty (id integer, label varchar, ids varchar[])",
    )
    copied = copy_version(target, folder, tmp_path)
    assert copied == Copied(
        folder.name,
        {"dim_a": 200, "dim_empty": 0, "dim_kinds": 3, "dim_texts": 3, "fct_b": 200},
        [],
    )
    for mart in copied.replaced:
        with duckdb.connect() as files:
            expected = files.execute(
                "from read_parquet(?) order by id", [str(folder / f"{mart}.parquet")]
            )
            columns = [column[0] for column in expected.description or []]
            rows = expected.fetchall()
        named = ", ".join('"' + column.replace("%", "%%") + '"' for column in columns)
        assert read(target, f"select {named} from {mart} order by id".replace("%%", "%")) == rows
    kinds = dict(
        read(
            target,
            "select attname::text, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = 'dim_kinds'::regclass and attnum > 0",
        )
    )
    assert kinds == {
        "id": "integer",
        "big": "bigint",
        "flag": "boolean",
        "ratio": "double precision",
        "amount_reporting": "numeric(18,2)",
        "credit": "numeric(22,12)",
        "label": "character varying",
        "day": "date",
        "seen_at": "timestamp without time zone",
        "ids": "jsonb",
        "percent %s": kinds["percent %s"],
    }
    assert schemas(target) == {target.schema}


def test_only_marts_that_changed_are_written_again(
    tmp_path: Path, target: PostgresConnection
) -> None:
    copy_version(target, publish_stamp(tmp_path, 1, EVERY_KIND), tmp_path)
    folder = publish_stamp(tmp_path, 2, EVERY_KIND)
    assert copy_version(target, folder, tmp_path).replaced == {"dim_a": 200, "fct_b": 200}
    assert copy_version(target, folder, tmp_path) == Copied(folder.name, {}, [])
    assert stamps(target) == {2}
    read(target, "drop table dim_kinds")
    assert copy_version(target, folder, tmp_path).replaced == {"dim_kinds": 3}


def test_a_rollback_goes_to_postgres_too(tmp_path: Path, target: PostgresConnection) -> None:
    for stamp in (1, 2):
        copy_version(target, publish_stamp(tmp_path, stamp), tmp_path)
    version = roll_back(tmp_path / "published")
    copy_version(target, version.folder, tmp_path)
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


def test_grants_and_views_of_readers_outlive_a_publish_with_other_columns(
    tmp_path: Path, target: PostgresConnection
) -> None:
    copy_version(target, publish_stamp(tmp_path, 1), tmp_path)
    read(target, "create view ours as select sum(amount) as total, max(stamp) as stamp from fct_b")
    read(target, "grant select on fct_b to pg_monitor")
    folder = publish_stamp(
        tmp_path,
        2,
        "alter table marts.fct_b add column channel varchar default 'Email'",
        "alter table marts.dim_a alter column id type varchar",
        "create table marts.dim_new as select 1 as id",
    )
    copy_version(target, folder, tmp_path)
    assert read(target, "select stamp from ours") == [(2,)]
    assert read(target, "select distinct channel from fct_b") == [("Email",)]
    assert read(target, "select max(id) from dim_a") == [("99",)]
    assert read(target, "select has_table_privilege('pg_monitor', 'fct_b', 'select')") == [(True,)]
    assert copy_version(target, publish_stamp(tmp_path, 3), tmp_path).removed == ["dim_new"]
    assert stamps(target) == {3}


def test_a_mart_that_a_view_needs_is_not_dropped_and_the_sentence_says_so(
    tmp_path: Path, target: PostgresConnection
) -> None:
    copy_version(
        target, publish_stamp(tmp_path, 1, "create table marts.dim_x as select 1 as id"), tmp_path
    )
    read(target, "create view ours as select id from dim_x")
    folder = publish_stamp(tmp_path, 2)
    with pytest.raises(PostgresError, match=r"stands in the files but not in PostgreSQL.* a view "):
        copy_version(target, folder, tmp_path)
    assert stamps(target) == {1}
    assert current_folder(tmp_path / "published") == folder
    read(target, "drop view ours")
    assert copy_version(target, folder, tmp_path).removed == ["dim_x"]


def test_rows_that_are_not_those_of_the_files_are_not_shown(
    tmp_path: Path, target: PostgresConnection
) -> None:
    copy_version(target, publish_stamp(tmp_path, 1), tmp_path)
    folder = publish_stamp(tmp_path, 2)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["marts"]["fct_b"]["sums"]["amount"] = "199.01"  # 0.00 + 0.01 + … + 1.99 = 199.00
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PostgresError, match="the rows of fct_b are not those of the files"):
        copy_version(target, folder, tmp_path)
    assert stamps(target) == {1}


def test_no_secret_is_told_when_postgres_cannot_be_reached(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    folder = publish_stamp(tmp_path, 1)
    nowhere = PostgresConnection(f"postgresql://reader:{PASSWORD}@127.0.0.1:1/marts")
    with pytest.raises(PostgresError, match="it cannot be reached or refuses the user") as raised:
        copy_version(nowhere, folder, tmp_path)
    told = [str(raised.value), repr(nowhere), caplog.text, *capfd.readouterr()]
    assert raised.value.__suppress_context__
    assert not any(PASSWORD in text for text in told)
    assert current_folder(tmp_path / "published") == folder


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


def test_a_mart_that_somebody_keeps_locked_may_be_free_later(
    tmp_path: Path, target: PostgresConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_version(target, publish_stamp(tmp_path, 1), tmp_path)
    folder = publish_stamp(tmp_path, 2, "alter table marts.fct_b add column channel varchar")
    monkeypatch.setattr(postgres_tables, "LOCK_SECONDS", 0)
    with closing(psycopg2.connect(target.credentials)) as reader:
        reader.cursor().execute(f"select * from {target.schema}.fct_b")
        with pytest.raises(PostgresError, match="somebody has had a mart") as raised:
            copy_version(target, folder, tmp_path)
    assert raised.value.may_pass
    copy_version(target, folder, tmp_path)
    assert stamps(target) == {2}


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


# Every step after which PostgreSQL holds something it did not hold before.
BOUNDARIES: list[tuple[Any, str]] = [
    (destination, "prepare"),
    (destination, "_load"),
    (destination, "replace"),
    (destination, "vacuum"),
    (postgres_tables, "_replace_rows"),
    (postgres_tables, "_record"),
]


def _copy_and_die(target: PostgresConnection, folder: Path, data: Path, nth: int) -> bool:
    """Copy in a child that is killed at its nth boundary; false when it lived to the end."""
    from dlt.destinations.impl.postgres.sql_client import Psycopg2SqlClient

    child = os.fork()
    if child == 0:
        ticks = 0

        def tick() -> None:
            nonlocal ticks
            ticks += 1
            if ticks == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapped(*args: Any, **names: Any) -> Any:
                tick()
                result = original(*args, **names)
                tick()
                return result

            return wrapped

        for owner, name in [*BOUNDARIES, (Psycopg2SqlClient, "commit_transaction")]:
            setattr(owner, name, wrap(getattr(owner, name)))
        copy_version(target, folder, data)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
def test_a_copy_killed_anywhere_leaves_a_whole_version_and_no_work(
    tmp_path: Path, target: PostgresConnection
) -> None:
    old = publish_stamp(tmp_path, 1)
    new = publish_stamp(tmp_path, 2)
    kills, seen = 0, set()
    while True:
        copy_version(target, old, tmp_path)
        killed = _copy_and_die(target, new, tmp_path, kills + 1)
        (stamp,) = stamps(target)
        seen.add(stamp)
        copy_version(target, new, tmp_path)
        assert stamps(target) == {2}
        assert schemas(target) == {target.schema}
        assert not (tmp_path / "dlt" / "closed_loop_postgres").exists()
        if not killed:
            break
        kills += 1
    assert seen == {1, 2}
    assert kills > 15
