"""Readers in a loop, in processes of their own, while versions come and one goes back."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from orchestration.publication import publish
from orchestration.publication_versions import current_folder, roll_back
from pipelines.destinations.postgres import copy_version
from pipelines.settings import PostgresConnection
from tests.orchestration.postgres_server import running_postgres

PUBLISHES = 20
MARTS = ("dim_a", "fct_b", "fct_c")

# Each prints one line a read: the stamps it saw, over all marts and all rows.
READ_DUCKDB = """
import sys, time, duckdb
path, done = sys.argv[1:3]
while True:
    last = __import__("os").path.exists(done)
    with duckdb.connect(path + "/current/closed_loop.duckdb", read_only=True) as marts:
        seen = set()
        for mart in ("dim_a", "fct_b", "fct_c"):
            seen |= {s for (s,) in marts.execute(f"select stamp from marts.{mart}").fetchall()}
            time.sleep(0.01)
    print(*sorted(seen), flush=True)
    if last:
        break
"""
READ_PARQUET = """
import os, sys, time, pyarrow.parquet
path, done = sys.argv[1:3]
while True:
    last = os.path.exists(done)
    folder = os.path.realpath(path + "/current")  # once a read
    seen = set()
    for mart in ("dim_a", "fct_b", "fct_c"):
        table = pyarrow.parquet.read_table(f"{folder}/{mart}.parquet")
        seen |= set(table["stamp"].to_pylist())
        time.sleep(0.01)
    print(*sorted(seen), flush=True)
    if last:
        break
"""
READ_POSTGRES = """
import os, sys, time, psycopg2
address, done, level = sys.argv[1:4]
database = psycopg2.connect(address)
database.set_session(isolation_level=level, readonly=True)
marts = ("dim_a", "fct_b", "fct_c")
while True:
    last = os.path.exists(done)
    with database, database.cursor() as cursor:
        seen = set()
        if level == "READ COMMITTED":  # what one statement sees is of one version
            cursor.execute(" union ".join(f"select stamp from marts.{mart}" for mart in marts))
            seen |= {stamp for (stamp,) in cursor.fetchall()}
        else:  # and what one snapshot sees, over many statements
            for mart in marts:
                cursor.execute(f"select stamp from marts.{mart}")
                found = {stamp for (stamp,) in cursor.fetchall()}
                assert found, f"{mart} is empty"
                seen |= found
                time.sleep(0.01)
    print(*sorted(seen), flush=True)
    if last:
        break
"""


def build(folder: Path, stamp: int) -> Path:
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        for mart in MARTS:
            connection.execute(
                f"create table marts.{mart} as"
                f" select {stamp} as stamp, i as id from range(500) t(i)"
            )
    return warehouse


@contextmanager
def reading(folder: Path, script: str, *arguments: str) -> Iterator[list[list[int]]]:
    """A reader that begins before the block and reads once more after it.

    What it saw, read by read, is in the list when the block has ended.
    """
    done, output = folder / "done", folder / f"seen-{len(list(folder.glob('seen-*')))}"
    seen: list[list[int]] = []
    source, *more = arguments
    with output.open("w") as stream:
        reader = subprocess.Popen(
            [sys.executable, "-c", script, source, str(done), *more],
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            while not output.stat().st_size and reader.poll() is None:
                time.sleep(0.05)
            yield seen
            done.touch()
            _, errors = reader.communicate(timeout=60)
        finally:
            reader.kill()
    assert reader.returncode == 0, errors
    seen.extend([int(stamp) for stamp in line.split()] for line in output.read_text().splitlines())


def assert_whole(seen: list[list[int]], reads: int) -> None:
    assert len(seen) >= reads
    mixed = [stamps for stamps in seen if len(stamps) != 1]
    assert mixed == []
    stamps = [stamp for (stamp,) in seen]
    assert stamps[0] == 0
    assert stamps[-1] == PUBLISHES
    assert len(set(stamps)) > PUBLISHES // 3  # it read while versions changed, not only after


def publish_all(folder: Path, target: PostgresConnection | None = None) -> None:
    """Twenty publishes, and after the tenth a way back."""
    published = folder / "published"
    for stamp in range(1, PUBLISHES + 1):
        publish(build(folder, stamp), published)
        if stamp == PUBLISHES // 2:
            roll_back(published)
        current = current_folder(published)
        if target and current:
            copy_version(target, current, folder)


def test_readers_of_files_see_whole_versions_only_during_twenty_publishes(tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(build(tmp_path, 0), published)
    with (
        reading(tmp_path, READ_DUCKDB, str(published)) as of_duckdb,
        reading(tmp_path, READ_PARQUET, str(published)) as of_parquet,
    ):
        publish_all(tmp_path)
    assert_whole(of_duckdb, reads=20)
    assert_whole(of_parquet, reads=20)


@pytest.mark.slow
def test_readers_of_postgres_see_whole_versions_only_during_twenty_publishes(
    tmp_path: Path,
) -> None:
    pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")
    publish(build(tmp_path, 0), tmp_path / "published")
    with running_postgres() as address:
        target = PostgresConnection(address)
        first = current_folder(tmp_path / "published")
        assert first is not None
        copy_version(target, first, tmp_path)
        with (
            reading(tmp_path, READ_POSTGRES, address, "REPEATABLE READ") as of_snapshots,
            reading(tmp_path, READ_POSTGRES, address, "READ COMMITTED") as of_statements,
        ):
            publish_all(tmp_path, target)
    assert_whole(of_snapshots, reads=100)
    assert_whole(of_statements, reads=100)


def test_a_client_of_duckdb_1_4_reads_what_is_published(tmp_path: Path) -> None:
    python = os.environ.get("DUCKDB_1_4_PYTHON", "")
    if not python:
        pytest.skip(
            "no DuckDB 1.4: python -m venv old && old/bin/pip install 'duckdb==1.4.*', then set"
            " DUCKDB_1_4_PYTHON to old/bin/python"
        )
    publish(build(tmp_path, 7), tmp_path / "published")
    script = (
        "import sys, duckdb\n"
        "marts = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(duckdb.__version__, *marts.execute("
        "'select min(stamp), max(stamp), count(*) from marts.fct_b').fetchone())\n"
    )
    database = tmp_path / "published" / "current" / "closed_loop.duckdb"
    ran = subprocess.run(
        [python, "-c", script, str(database)], capture_output=True, text=True, check=True
    )
    version, *found = ran.stdout.split()
    assert version.startswith("1.4.")
    assert found == ["7", "7", "500"]
