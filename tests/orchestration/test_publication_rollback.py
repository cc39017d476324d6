"""The way back: what a rollback shows readers, what it withdraws, and what it refuses."""

import shutil
from pathlib import Path

import pytest

from orchestration import rollback
from orchestration.publication import PublicationError, publish
from orchestration.publication_versions import roll_back, versions
from tests.orchestration.test_publication import build_warehouse, published_amounts


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Three versions: 1.00, then 2.00, then 3.00."""
    folder = tmp_path / "published"
    for amount in ("1.00", "2.00", "3.00"):
        publish(build_warehouse(tmp_path, [amount]), folder)
    return folder


def states(published: Path) -> dict[int, str]:
    return {version.number: version.state for version in versions(published)}


def name_of(published: Path, number: int) -> str:
    return next(version.name for version in versions(published) if version.number == number)


def test_a_rollback_shows_readers_the_version_before(published: Path) -> None:
    assert roll_back(published).number == 2
    assert published_amounts(published) == ["2.00"]
    assert states(published) == {1: "kept", 2: "current", 3: "withdrawn"}
    assert roll_back(published).number == 1
    assert states(published) == {1: "current", 2: "withdrawn", 3: "withdrawn"}


def test_what_was_withdrawn_is_not_published_again_by_itself(published: Path) -> None:
    roll_back(published)
    again = publish(build_warehouse(published.parent, ["3.00"]), published)
    assert (again.is_new, again.withheld) == (False, name_of(published, 3))
    assert published_amounts(published) == ["2.00"]


def test_a_number_is_never_used_twice(published: Path) -> None:
    roll_back(published)
    other = publish(build_warehouse(published.parent, ["4.00"]), published)
    assert other.version.startswith("000004-")
    assert states(published) == {1: "kept", 2: "kept", 3: "withdrawn", 4: "current"}


def test_the_version_before_is_never_one_that_was_withdrawn(published: Path) -> None:
    roll_back(published)
    publish(build_warehouse(published.parent, ["4.00"]), published)
    assert roll_back(published).number == 2


def test_a_withdrawn_version_is_published_after_all_when_it_is_named(published: Path) -> None:
    roll_back(published, name_of(published, 1))
    assert states(published) == {1: "current", 2: "withdrawn", 3: "withdrawn"}
    roll_back(published, name_of(published, 2))
    assert published_amounts(published) == ["2.00"]
    assert states(published) == {1: "kept", 2: "current", 3: "withdrawn"}
    roll_back(published, name_of(published, 3))
    assert states(published) == {1: "kept", 2: "kept", 3: "current"}
    assert not publish(build_warehouse(published.parent, ["3.00"]), published).withheld


def test_a_withdrawn_version_goes_once_newer_ones_fill_what_is_kept(published: Path) -> None:
    roll_back(published)
    for amount in ("4.00", "5.00"):
        publish(build_warehouse(published.parent, [amount]), published)
    assert states(published) == {2: "kept", 3: "withdrawn", 4: "kept", 5: "current"}
    publish(build_warehouse(published.parent, ["6.00"]), published)
    assert states(published) == {4: "kept", 5: "kept", 6: "current"}


def test_there_is_no_way_back_from_the_first_version(tmp_path: Path) -> None:
    published = tmp_path / "published"
    with pytest.raises(PublicationError, match=r"Nothing is published in .* yet: make run"):
        roll_back(published)
    first = publish(build_warehouse(tmp_path, ["1.00"]), published)
    with pytest.raises(PublicationError, match=f"no version before {first.version}"):
        roll_back(published)
    assert published_amounts(published) == ["1.00"]


@pytest.mark.parametrize("lost", ["pointer", "version"])
def test_without_a_pointer_nothing_is_removed_and_readers_go_to_the_version_that_is_named(
    published: Path, lost: str
) -> None:
    second = name_of(published, 2)
    if lost == "pointer":
        (published / "current").unlink()
    else:
        shutil.rmtree((published / "current").resolve())
    there = sorted(states(published))
    with pytest.raises(PublicationError, match=rf"Nothing is current.* VERSION=….*{second}"):
        roll_back(published)
    assert states(published) == dict.fromkeys(there, "kept")
    assert roll_back(published, second).state == "current"
    assert published_amounts(published) == ["2.00"]
    assert states(published) == {1: "kept", 2: "current"} | dict.fromkeys(there[2:], "withdrawn")


def test_a_publish_without_a_pointer_adds_a_version_to_those_that_are_there(
    published: Path,
) -> None:
    (published / "current").unlink()
    publish(build_warehouse(published.parent, ["3.00"]), published, kept=4)
    assert states(published) == {1: "kept", 2: "kept", 3: "kept", 4: "current"}


def test_an_unknown_version_is_refused_with_those_that_are_there(published: Path) -> None:
    with pytest.raises(PublicationError, match=r"000009-ab12cd34: there are 000001-.*, 000003-"):
        roll_back(published, "000009-ab12cd34")
    with pytest.raises(PublicationError, match="is what readers see already"):
        roll_back(published, name_of(published, 3))


@pytest.mark.parametrize("file", ["closed_loop.duckdb", "fct_orders.parquet", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_readers_are_never_sent_to_a_damaged_version(
    published: Path, file: str, damage: str
) -> None:
    damaged = published / "versions" / name_of(published, 2) / file
    if damage == "gone":
        damaged.unlink()
    else:
        damaged.write_bytes(damaged.read_bytes()[:-5])
    with pytest.raises(PublicationError, match=f"Version 000002-.* is damaged: .*{file}"):
        roll_back(published)
    assert published_amounts(published) == ["3.00"]
    assert states(published) == {1: "kept", 2: "kept", 3: "current"}
    assert roll_back(published, name_of(published, 1)).number == 1


def test_the_command_says_what_readers_see_and_how_to_undo_it(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(published.parent))
    second, third = name_of(published, 2), name_of(published, 3)
    assert rollback.main([]) == 0
    assert capsys.readouterr().out == (
        f"Readers now see version {second}: 1 rows.\n"
        f"Version {third} is withdrawn. A build that equals it does not publish it again; make "
        f"rollback VERSION={third} does.\n"
    )
    assert rollback.main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert f"{second} │ " in listed
    assert "current: what readers see" in listed
    assert rollback.main(["000009-ab12cd34"]) == 1
    assert capsys.readouterr().out.startswith("stopped: No version is called 000009-ab12cd34")
    assert rollback.main([third]) == 0
    assert capsys.readouterr().out == f"Readers now see version {third}: 1 rows.\n"
