"""Readers see whole versions only, whatever happens to the writer."""

import errno
import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import publication, publication_versions
from orchestration.publication import PublicationError, current_folder, publish, published_rows
from orchestration.publication_versions import roll_back, versions
from pipelines.settings import SettingsError, load_settings


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


def test_as_many_versions_are_kept_as_the_setting_says(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for count in range(1, 6):
        publish(build_warehouse(tmp_path, ["1.00"] * count), published, kept=4)
    assert [version.number for version in versions(published)] == [2, 3, 4, 5]


def test_fewer_than_two_versions_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSED_LOOP_KEPT_VERSIONS", "1")
    with pytest.raises(SettingsError, match="CLOSED_LOOP_KEPT_VERSIONS cannot be used"):
        load_settings()
    monkeypatch.setenv("CLOSED_LOOP_KEPT_VERSIONS", "2")
    assert load_settings().kept_versions == 2


def test_a_warehouse_without_marts_publishes_nothing(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(PublicationError, match="holds no marts"):
        publish(tmp_path / "warehouse.duckdb", tmp_path / "published")
    assert current_folder(tmp_path / "published") is None


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", None])
def test_a_version_whose_manifest_is_damaged_is_published_anew(
    tmp_path: Path, damage: str | None
) -> None:
    published = tmp_path / "published"
    first = publish(build_warehouse(tmp_path, ["1.00"]), published)
    manifest = first.folder / "manifest.json"
    manifest.unlink() if damage is None else manifest.write_text(damage)
    assert published_rows(published) == {}
    second = publish(build_warehouse(tmp_path, ["1.00"]), published)
    assert (second.is_new, second.added) == (True, {"fct_orders": 1})
    assert published_rows(published) == {"fct_orders": 1}


def test_a_publish_that_finds_the_disk_full_gives_back_what_it_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = tmp_path / "published"
    publish(build_warehouse(tmp_path, ["1.00"]), published)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    warehouse = build_warehouse(tmp_path, ["2.00"])
    with monkeypatch.context() as patch:
        patch.setattr(publication, "sync", full)
        with pytest.raises(OSError, match="No space left"):
            publish(warehouse, published)
    assert leftovers(published) == []
    assert published_amounts(published) == ["1.00"]
    assert publish(warehouse, published).is_new


# Every point at which a publish touches the disk in a way that another process could see.
BOUNDARIES: list[tuple[Any, str]] = [
    (publication, "_copy"),
    (publication, "sync"),
    (publication, "point"),
    (publication, "retire"),
    (publication_versions, "_mark"),
    (publication_versions, "_remove"),
    (publication_versions, "sync"),
    (shutil, "rmtree"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "symlink_to"),
    (Path, "unlink"),
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


def _and_die(work: Callable[[], object], nth: int) -> bool:
    """Work in a child that is killed at its nth boundary; false when it lived to the end."""
    child = os.fork()
    if child == 0:
        _die_at(nth, [0])
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def leftovers(published: Path) -> list[Path]:
    return [path for path in published.rglob("*") if path.name.startswith(".")]


def test_a_publish_killed_anywhere_leaves_a_whole_version_and_no_work(tmp_path: Path) -> None:
    published = tmp_path / "published"
    old, new = ["1.00"], ["1.00", "2.00"]
    warehouse = build_warehouse(tmp_path, new)
    (tmp_path / "old").mkdir()
    warehouse_before = build_warehouse(tmp_path / "old", old)
    kills = 0
    while True:
        publish(warehouse_before, published, kept=2)
        killed = _and_die(lambda: publish(warehouse, published, kept=2), kills + 1)
        assert published_amounts(published) in (old, new)
        publish(warehouse, published, kept=2)
        assert published_amounts(published) == new
        assert leftovers(published) == []
        assert len(list((published / "versions").iterdir())) == 2
        if not killed:
            break
        kills += 1
    assert kills > 25


def test_a_rollback_killed_anywhere_leaves_a_whole_version_and_can_be_done_again(
    tmp_path: Path,
) -> None:
    published = tmp_path / "published"
    for amounts in (["1.00"], ["2.00"], ["3.00"]):
        publish(build_warehouse(tmp_path, amounts), tmp_path / "three")
    first = versions(tmp_path / "three")[0].name
    kills = 0
    while True:
        shutil.rmtree(published, ignore_errors=True)
        shutil.copytree(tmp_path / "three", published, symlinks=True)
        killed = _and_die(lambda: roll_back(published, first), kills + 1)
        assert published_amounts(published) in (["1.00"], ["3.00"])
        if published_amounts(published) == ["3.00"]:
            # It did not take place: nothing was withdrawn, the version before is still the second.
            assert roll_back(published).number == 2
            assert published_amounts(published) == ["2.00"]
            roll_back(published, first)
        assert publish(tmp_path / "warehouse.duckdb", published).withheld is not None
        assert [version.state for version in versions(published)] == [
            "current",
            "withdrawn",
            "withdrawn",
        ]
        assert leftovers(published) == []
        if not killed:
            break
        kills += 1
    assert kills > 10
