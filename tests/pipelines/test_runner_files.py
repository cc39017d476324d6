"""What a landing does about files that are broken, gone, locked or open elsewhere."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.locks import LockError, hold, wait_until_free
from pipelines.runner import LandError, land
from pipelines.settings import Settings
from pipelines.sources import SYSTEMS
from tests.pipelines.served_records import (
    LEAD,
    ask,
    canary_leads,
    data,
    key_and_registry,
    serve,
)

__all__ = ["data", "key_and_registry"]


def test_a_broken_working_folder_heals(data: Settings) -> None:
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    work = data.dlt_dir / "closed_loop_crm"
    (work / "state.json").write_bytes(b"")
    assert land("crm", settings=data).tables["lead"] == 51
    shutil.rmtree(work)
    assert land("crm", settings=data).tables["lead"] == 51
    assert ask(data, "select count(*) from raw_crm.lead") == [(51,)]


def test_a_deleted_raw_database_is_landed_anew(data: Settings) -> None:
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    data.raw_database.unlink()
    land("crm", settings=data)
    assert ask(data, "select count(*) from raw_crm.lead") == [(51,)]


def test_it_waits_for_a_program_that_has_the_database_open(data: Settings) -> None:
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    reader = (
        "import duckdb, sys, time; open_ = duckdb.connect(sys.argv[1], read_only=True); "
        "print('open', flush=True); time.sleep(2)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reader, str(data.raw_database)], stdout=subprocess.PIPE
    ) as program:
        assert program.stdout
        program.stdout.readline()
        started = time.monotonic()
        land("crm", settings=data)
        assert time.monotonic() - started > 1.0


def test_a_database_opened_just_after_it_was_looked_at_is_waited_for(
    data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a dbt does that outlived its killed run: free when looked at, open a moment later."""
    serve("crm", LEAD, [{"Id": "before"}])
    land("crm", settings=data)
    reader = (
        "import duckdb, sys, time; "
        "open_ = duckdb.connect(sys.argv[1], read_only=True); "
        "print('open', flush=True); time.sleep(6)"
    )
    programs: list[subprocess.Popen[bytes]] = []

    def look_and_be_too_late(database: Path, *arguments: Any) -> None:
        wait_until_free(database, *arguments)
        if not programs:
            command = [sys.executable, "-c", reader, str(database)]
            programs.append(subprocess.Popen(command, stdout=subprocess.PIPE))
            assert programs[0].stdout
            assert programs[0].stdout.readline() == b"open\n"

    monkeypatch.setattr("pipelines.runner.wait_until_free", look_and_be_too_late)
    serve("crm", LEAD, [{"Id": "after"}])
    said: list[str] = []
    result = land("crm", settings=data, progress=said.append)
    with programs[0]:
        pass  # until it ends
    assert result.tables["lead"] == 1
    assert [line for line in said if line.startswith("waiting for another program")]


def test_nobody_opens_the_database_in_the_middle_of_a_landing(data: Settings) -> None:
    serve("crm", LEAD, [{"Id": "before"}])
    land("crm", settings=data)
    refused: list[bytes] = []

    def records_while_another_program_tries() -> Iterator[Any]:
        opening = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=True)"
        command = [sys.executable, "-c", opening, str(data.raw_database)]
        refused.append(subprocess.run(command, capture_output=True, check=False).stderr)
        yield {"Id": "after"}

    SYSTEMS["crm"] = lambda landing: landing.source(
        landing.table(LEAD, records_while_another_program_tries)
    )
    assert land("crm", settings=data).tables["lead"] == 1
    assert b"Could not set lock" in refused[0]


def test_a_damaged_database_is_said_in_one_sentence(data: Settings) -> None:
    data.data_dir.mkdir(parents=True)
    data.raw_database.write_bytes(b"no database " * 1_000)
    serve("crm", LEAD, canary_leads())
    with pytest.raises(LandError, match=r"raw\.duckdb cannot be opened"):
        land("crm", settings=data)


def test_a_lock_that_another_run_holds_is_said(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "raw.lock", "the raw database"),
        pytest.raises(LockError, match="Another run has been using the raw database"),
        hold(tmp_path / "raw.lock", "the raw database", timeout=0.3),
    ):
        pass
