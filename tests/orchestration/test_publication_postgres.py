"""PostgreSQL holds one whole published version, exactly as the files do, whatever happens."""

import json
import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication_versions import current_folder, roll_back
from pipelines.destinations import postgres as destination
from pipelines.destinations import postgres_tables
from pipelines.destinations.postgres import Copied, copy_version
from pipelines.destinations.postgres_tables import PostgresError
from pipelines.settings import PostgresConnection
from tests.orchestration.postgres_server import PASSWORD
from tests.orchestration.stamped_marts import publish_stamp, read, schemas, stamps

psycopg2 = pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")


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
