"""`make model`: a change is built and tested beside production, while a run is at work."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_project import export
from orchestration.production_copy import production_copy
from pipelines.settings import load_settings
from tests.orchestration.conftest import ROOT, RanTwice

_CONVERTING = "select * from final where is_converting"
_PROJECT = (
    ".dlt/config.toml",
    "dbt_project.yml",
    "profiles.yml",
    "macros",
    "models",
    "orchestration",
    "pipelines",
    "seeds",
    "tests/dbt",
)
# Opens the warehouse to write it, as a run does, until its input ends.
_RUN_AT_WORK = """
import sys, duckdb
from pathlib import Path
from pipelines.locks import hold
data = Path(sys.argv[1])
with hold(data / "raw.lock", "raw"), hold(data / "warehouse.lock", "the warehouse"):
    with duckdb.connect(str(data / "raw.duckdb")), duckdb.connect(str(data / "warehouse.duckdb")):
        print("at work", flush=True)
        sys.stdin.read()
"""


@dataclass(frozen=True)
class Desk:
    """An analyst's clone of the project, and a company's data."""

    project: Path
    data: Path
    environment: dict[str, str]

    @property
    def own(self) -> Path:
        return self.data / "dev" / "anna" / "dev.duckdb"

    def model(self, *selection: str) -> subprocess.CompletedProcess[str]:
        """`make model`."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.model", *selection],
            cwd=self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def edit(self, model: str, old: str, new: str) -> None:
        path = self.project / "models" / model
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def production(self) -> dict[str, str]:
        """What stands published and what it was published from, by hash."""
        files = [*self.data.glob("*.duckdb"), *(self.data / "published" / "current").iterdir()]
        return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.fixture(scope="module")
def desk(ran_twice: RanTwice, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    for name in _PROJECT:
        target = folder / "project" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, target)
    shutil.copytree(ran_twice.road.data, folder / "data", symlinks=True)
    environment = ran_twice.road.environment | {
        "CLOSED_LOOP_DATA_DIR": str(folder / "data"),
        "CLOSED_LOOP_DEVELOPER": "anna",
    }
    return Desk(folder / "project", folder / "data", environment)


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_changed_model_is_built_and_tested_in_a_file_of_ones_own_while_a_run_is_at_work(
    desk: Desk,
) -> None:
    production_copy(desk.data, print)
    before = desk.production()
    desk.edit(
        "marts/attribution/fct_path_lengths.sql",
        "select * from final",
        "select * from final where path_length > 1",
    )
    run = subprocess.Popen(
        [sys.executable, "-c", _RUN_AT_WORK, str(desk.data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdin is not None
    assert run.stdout is not None
    assert run.stdout.readline() == "at work\n"
    try:
        built = desk.model()
    finally:
        run.stdin.close()
        run.wait(60)
    assert built.returncode == 0, built.stdout + built.stderr
    made = rows(desk.own, "select table_schema || '.' || table_name from information_schema.tables")
    assert made == [("marts.fct_path_lengths",)]
    assert "PASS unique_key_fct_path_lengths" in built.stdout
    lengths = "select min(path_length) from marts.fct_path_lengths"
    assert rows(desk.own, lengths) == [(2,)]
    assert rows(desk.data / "warehouse.duckdb", lengths) == [(0,)]
    assert desk.production() == before


def test_what_is_built_there_is_read_before_production_and_said(desk: Desk) -> None:
    desk.edit("marts/attribution/fct_paths.sql", "select * from final", _CONVERTING)
    assert desk.model("fct_paths").returncode == 0
    built = desk.model("fct_path_lengths")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "read from your own builds: fct_path_lengths, fct_paths;" in built.stdout
    found = rows(desk.own, "select sum(paths_without_conversion) from marts.fct_path_lengths")
    assert found == [(0,)]


def test_an_incremental_model_is_made_whole_from_what_production_holds(desk: Desk) -> None:
    built = desk.model("int_page_views")
    assert built.returncode == 0, built.stdout + built.stderr
    count = "select count(*), count(distinct page_view_id) from intermediate.int_page_views"
    assert rows(desk.own, count) == rows(desk.data / "warehouse.duckdb", count)


def test_a_change_that_breaks_a_test_is_told_and_production_never_sees_it(desk: Desk) -> None:
    before = desk.production()
    desk.edit(
        "marts/attribution/fct_path_lengths.sql",
        "select * from final where",
        "select * from final union all select * from final where",
    )
    built = desk.model()
    assert built.returncode == 1
    assert "FAIL" in built.stdout
    assert "unique_key_fct_path_lengths" in built.stdout
    assert desk.production() == before


def test_a_plain_dbt_after_a_run_reads_nothing_of_the_project_anew(ran_twice: RanTwice) -> None:
    parsed = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--log-level", "debug", "parse"],
        cwd=ROOT,
        env=ran_twice.road.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert parsed.returncode == 0, parsed.stdout
    assert "Nothing changed, skipping partial parsing" in parsed.stdout
    assert "Unable to do partial parsing" not in parsed.stdout


def test_dbt_is_told_nothing_that_it_knows_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in [one for one in os.environ if one.startswith("CLOSED_LOOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLOSED_LOOP_SOURCES", "files")
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", "data")
    export(load_settings())
    told = {name: text for name, text in os.environ.items() if name.startswith("CLOSED_LOOP_")}
    assert told == {"CLOSED_LOOP_SOURCES": "files", "CLOSED_LOOP_DATA_DIR": "data"}
