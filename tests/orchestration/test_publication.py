"""Readers see whole versions only, whatever happens to the writer."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import publication
from orchestration.publication import PublicationError, current_folder, publish


def build_warehouse(folder: Path, amounts: list[str]) -> Path:
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_orders (order_id varchar, amount decimal(18, 2))"
        )
        connection.executemany(
            "insert into marts.fct_orders values (?, ?)",
            [(str(number), amount) for number, amount in enumerate(amounts)],
        )
    return warehouse


def published_amounts(published: Path) -> list[str]:
    folder = current_folder(published)
    assert folder is not None
    with duckdb.connect(str(folder / "closed_loop.duckdb"), read_only=True) as marts:
        rows = marts.execute("select amount::varchar from marts.fct_orders order by all").fetchall()
        in_parquet = marts.execute(
            "select amount::varchar from read_parquet(?) order by all",
            [str(folder / "fct_orders.parquet")],
        ).fetchall()
    assert rows == in_parquet
    return [amount for (amount,) in rows]


def test_a_version_holds_every_mart_twice_and_says_what_is_in_it(tmp_path: Path) -> None:
    published = tmp_path / "published"
    publication = publish(build_warehouse(tmp_path, ["10.00", "2.50", "-1.25"]), published)
    assert publication.is_new
    assert published_amounts(published) == ["-1.25", "10.00", "2.50"]
    manifest = json.loads((published / "current" / "manifest.json").read_text())
    assert manifest["marts"]["fct_orders"]["rows"] == 3
    assert manifest["marts"]["fct_orders"]["sums"] == {"amount": "11.25"}
    assert set(manifest["files"]) == {"closed_loop.duckdb", "fct_orders.parquet"}


def test_marts_that_did_not_change_are_not_published_again(tmp_path: Path) -> None:
    published = tmp_path / "published"
    first = publish(build_warehouse(tmp_path, ["1.00", "2.00"]), published)
    second = publish(build_warehouse(tmp_path, ["1.00", "2.00"]), published)
    assert not second.is_new
    assert second.version == first.version
    third = publish(build_warehouse(tmp_path, ["1.00", "2.00", "3.00"]), published)
    assert third.is_new
    assert third.added == {"fct_orders": 1}


def test_a_reader_keeps_the_version_it_opened(tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(build_warehouse(tmp_path, ["1.00"]), published)
    with duckdb.connect(str(published / "current" / "closed_loop.duckdb"), read_only=True) as old:
        publish(build_warehouse(tmp_path, ["1.00", "2.00"]), published)
        assert old.execute("select count(*) from marts.fct_orders").fetchone() == (1,)
    assert published_amounts(published) == ["1.00", "2.00"]


def test_only_the_last_three_versions_are_kept(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for count in range(1, 6):
        publish(build_warehouse(tmp_path, ["1.00"] * count), published)
    assert len(list((published / "versions").iterdir())) == 3
    assert published_amounts(published) == ["1.00"] * 5


def test_a_warehouse_without_marts_publishes_nothing(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(PublicationError, match="holds no marts"):
        publish(tmp_path / "warehouse.duckdb", tmp_path / "published")
    assert current_folder(tmp_path / "published") is None


# Every point at which a publish touches the disk in a way that another process could see.
BOUNDARIES: list[tuple[Any, str]] = [
    (publication, "_copy"),
    (publication, "_sha256"),
    (publication, "_sync"),
    (publication, "_point"),
    (publication, "_retire"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "symlink_to"),
]


def _die_at(nth: int, ticks: list[int]) -> None:
    """Let every boundary count itself, before and after; the nth kills the process."""

    def tick() -> None:
        ticks[0] += 1
        if ticks[0] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            tick()
            result = original(*args, **kwargs)
            tick()
            return result

        return wrapped

    for owner, name in BOUNDARIES:
        setattr(owner, name, wrap(getattr(owner, name)))


def _publish_and_die(warehouse: Path, published: Path, nth: int) -> bool:
    """Publish in a child that is killed at its nth boundary; false when it lived to the end."""
    child = os.fork()
    if child == 0:
        _die_at(nth, [0])
        publish(warehouse, published)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_a_publish_killed_anywhere_leaves_a_whole_version_and_no_work(tmp_path: Path) -> None:
    published = tmp_path / "published"
    old, new = ["1.00"], ["1.00", "2.00"]
    kills = 0
    while True:
        publish(build_warehouse(tmp_path, old), published)
        killed = _publish_and_die(build_warehouse(tmp_path, new), published, kills + 1)
        assert published_amounts(published) in (old, new)
        publish(build_warehouse(tmp_path, new), published)
        assert published_amounts(published) == new
        leftovers = [path for path in published.rglob("*") if path.name.startswith(".")]
        assert leftovers == []
        if not killed:
            break
        kills += 1
    assert kills > 20
