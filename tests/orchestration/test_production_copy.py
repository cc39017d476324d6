"""What developers read of production: whole, as it was published, and never in a writer's way."""

import errno
import json
import os
from pathlib import Path

import duckdb
import pytest

from orchestration import model
from orchestration import production_copy as copying
from orchestration.production_copy import (
    ProductionError,
    deferred,
    keep_state,
    production_copy,
    tell_as_production,
)
from pipelines.locks import hold

MANIFEST = {
    "metadata": {"adapter_type": "duckdb"},
    "nodes": {
        "model.closed_loop.fct_orders": {
            "resource_type": "model",
            "database": "warehouse",
            "schema": "marts",
            "name": "fct_orders",
            "raw_code": "select 1 as amount",
            "columns": {"amount": {"name": "amount"}},
        },
        "test.closed_loop.unique_fct_orders": {"resource_type": "test", "name": "unique"},
    },
    "macros": {"macro.closed_loop.hash64": {}},
}


def write(data: Path, amount: int) -> None:
    """What a run writes, as far as it concerns us."""
    data.mkdir(exist_ok=True)
    with duckdb.connect(str(data / "raw.duckdb")) as raw:
        raw.execute("create or replace table orders as select 1 as order_id")
    with duckdb.connect(str(data / "warehouse.duckdb")) as warehouse:
        warehouse.execute(f"create or replace table fct_orders as select {amount} as amount")


def publish(data: Path, amount: int) -> None:
    write(data, amount)
    manifest = data / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST))
    keep_state(data, manifest)


def amount_in(folder: Path) -> int:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as warehouse:
        row = warehouse.execute("select amount from fct_orders").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def said() -> list[str]:
    return []


def test_production_is_copied_once_after_every_publish(tmp_path: Path, said: list[str]) -> None:
    publish(tmp_path, 1)
    first = production_copy(tmp_path, said.append).resolve()
    assert production_copy(tmp_path, said.append).resolve() == first
    publish(tmp_path, 2)
    assert amount_in(production_copy(tmp_path, said.append)) == 2
    copies = tmp_path / "production_copy"
    current = (copies / "current").readlink().name
    assert {one.name for one in copies.iterdir()} == {"current", current}
    assert said == ["copying production, once after every publish …"]


def test_who_reads_a_copy_keeps_it_when_the_next_one_comes(tmp_path: Path, said: list[str]) -> None:
    publish(tmp_path, 1)
    folder = production_copy(tmp_path, said.append)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as reader:
        publish(tmp_path, 2)
        production_copy(tmp_path, said.append)
        assert reader.execute("select amount from fct_orders").fetchall() == [(1,)]
    assert amount_in(folder) == 2


def test_while_a_run_is_at_work_nobody_waits_and_the_copy_before_is_read(
    tmp_path: Path, said: list[str]
) -> None:
    publish(tmp_path, 1)
    production_copy(tmp_path, said.append)
    publish(tmp_path, 2)
    with hold(tmp_path / "warehouse.lock", "the warehouse"):
        assert amount_in(production_copy(tmp_path, said.append)) == 1
    assert said[-1] == "production is being written: reading the copy of before"
    assert amount_in(production_copy(tmp_path, said.append)) == 2


def test_what_a_run_wrote_and_did_not_publish_is_not_copied(
    tmp_path: Path, said: list[str]
) -> None:
    publish(tmp_path, 1)
    production_copy(tmp_path, said.append)
    publish(tmp_path, 2)
    write(tmp_path, 3)
    assert amount_in(production_copy(tmp_path, said.append)) == 1
    assert said[-1] == "production was written to since it was published: reading the copy before"


def test_production_is_the_same_file_after_it_was_copied(tmp_path: Path, said: list[str]) -> None:
    publish(tmp_path, 1)
    before = {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")}
    production_copy(tmp_path, said.append)
    assert {one: one.read_bytes() for one in tmp_path.glob("*.duckdb*")} == before


def test_dbt_is_given_where_models_are_and_told_what_production_was_told(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_AS_OF", "2026-09-29")
    monkeypatch.delenv("CLOSED_LOOP_SOURCES", raising=False)
    monkeypatch.delenv("CLOSED_LOOP_REPORTING_CURRENCY", raising=False)
    publish(tmp_path, 1)
    folder = production_copy(tmp_path, said.append)
    monkeypatch.setenv("CLOSED_LOOP_AS_OF", "2026-01-01")
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files")
    tell_as_production(folder)
    assert os.environ["CLOSED_LOOP_AS_OF"] == "2026-09-29"
    assert "CLOSED_LOOP_SOURCES" not in os.environ, "left in a shell, and not told to production"
    assert json.loads((folder / "manifest.json").read_text()) == MANIFEST
    slim = json.loads((deferred(folder) / "manifest.json").read_text())
    assert slim["macros"] == {}
    assert list(slim["nodes"]) == ["model.closed_loop.fct_orders"]
    node = slim["nodes"]["model.closed_loop.fct_orders"]
    assert (node["database"], node["schema"], node["name"]) == ("warehouse", "marts", "fct_orders")
    assert (node["raw_code"], node["columns"]) == ("", {})


def test_before_anything_is_published_it_says_what_to_do(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(ProductionError, match=r"nothing to build beside: make run\.$"):
        production_copy(tmp_path, said.append)


def test_a_copy_that_was_killed_before_anybody_was_sent_to_it_is_made_again(
    tmp_path: Path, said: list[str]
) -> None:
    publish(tmp_path, 1)
    folder = production_copy(tmp_path, said.append)
    whole = folder.readlink()
    folder.unlink()  # what a kill between the two renames leaves
    assert production_copy(tmp_path, said.append).readlink() == whole
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_a_copy_gives_back_what_it_took_when_the_disk_is_full_and_what_a_killed_one_took(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, 1)
    killed = tmp_path / "production_copy" / ".part-1"
    killed.mkdir(parents=True)
    (killed / "raw.duckdb").write_bytes(b"half of it")

    def full(_: Path, copy: Path) -> None:
        copy.write_bytes(b"half of it")
        assert not killed.exists(), "its room is needed"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(copy))

    monkeypatch.setattr(copying, "_clone", full)
    with pytest.raises(OSError, match="No space left"):
        production_copy(tmp_path, said.append)
    assert list(killed.parent.iterdir()) == []

    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(model, "say", said.append)
    assert model.main() == 2
    assert said[-1].startswith(f"stopped: {killed.parent}/.part-")
    assert said[-1].endswith(
        ": No space left on device: see that the disk has room, and start again."
    )


def test_a_first_copy_says_if_a_run_has_written_since_it_was_published(
    tmp_path: Path, said: list[str]
) -> None:
    publish(tmp_path, 1)
    write(tmp_path, 3)
    production_copy(tmp_path, said.append)
    assert any("written to since it was published" in line for line in said)
