"""`make dashboard`, up to the moment it serves: what it says, and to whom it listens."""

import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from dashboards import serve
from tests.dashboards.invented_marts import ROOT, publish_rows

_WHAT_IS_IMPORTED = """
import sys, dashboards.pages, dashboards.published, dashboards.reporting
print(sorted({"dagster", "streamlit"} & sys.modules.keys()))
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["serve"])
    return tmp_path


def test_before_the_first_publish_it_says_what_to_run(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve.main() == 2
    told = capsys.readouterr().err
    assert told.startswith("stopped: nothing is published in ")
    assert "make run" in told


def test_without_its_libraries_it_says_which_extra_to_install(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_rows(data / "published")
    monkeypatch.setattr("importlib.util.find_spec", _nowhere)
    assert serve.main() == 2
    told = capsys.readouterr().err
    assert "streamlit and plotly are not installed" in told
    assert ".venv/bin/pip install '.[dashboards]'" in told


def _nowhere(name: str) -> ModuleSpec | None:
    return None


def test_it_listens_to_this_machine_only_and_reports_to_nobody() -> None:
    given = serve.command(8600)
    options = dict(zip(given[4::2], given[5::2], strict=True))
    assert options["--server.address"] == "127.0.0.1"
    assert options["--server.port"] == "8600"
    assert options["--browser.gatherUsageStats"] == "false"
    assert options["--server.headless"] == "true"
    assert Path(given[3]).is_file()


def test_pages_are_drawn_without_streamlit_and_without_dagster() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            _WHAT_IS_IMPORTED,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
