"""A dbt that was imported before it was called is the dbt that was called: there, and no longer."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_connection

import pytest

from orchestration.warm_dbt import ADDRESS, keep_warm, warm_dbt
from tests.orchestration.conftest import ROOT
from tests.orchestration.pages import free_port, until

_SECONDS = 60


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that has imported dbt."""
    with warm_dbt():
        address = os.environ[ADDRESS]
        until(lambda: Path(address).exists() or None, _SECONDS, "a dbt that is imported")
        yield address


def called(
    address: str, *arguments: str, folder: Path = ROOT, **more: str
) -> subprocess.Popen[str]:
    """`dbt` as somebody calls it; it tells on stderr what it imports itself."""
    return subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "orchestration.dbt", *arguments],
        cwd=folder,
        env=os.environ | {ADDRESS: address, "PYTHONPATH": str(ROOT)} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_answers_where_it_was_called_and_the_caller_imports_no_dbt(server: str) -> None:
    printed, imported = called(server, "--version").communicate(timeout=_SECONDS)
    assert "installed" in printed
    assert "dbt.cli" not in imported


def test_without_a_server_it_imports_dbt_itself(tmp_path: Path) -> None:
    printed, imported = called(str(tmp_path / "nobody"), "--version").communicate(timeout=_SECONDS)
    assert "installed" in printed
    assert "dbt.cli" in imported


def test_its_exit_code_its_folder_and_its_environment_are_the_caller_s(
    server: str, tmp_path: Path
) -> None:
    asked = called(
        server, "--quiet", "parse", folder=tmp_path, DBT_PROFILES_DIR=str(tmp_path / "none")
    )
    printed, told = asked.communicate(timeout=_SECONDS)
    assert asked.returncode == 2
    assert str(tmp_path) in printed + told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_caller(server: str, tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    (tmp_path / "target").mkdir()
    caller = called(
        server, "docs", "serve", "--no-browser", "--port", str(port),
        DBT_TARGET_PATH=str(tmp_path / "target"), DBT_LOG_PATH=str(tmp_path),
    )  # fmt: skip
    until(lambda: is_served(port) or None, _SECONDS, "dbt's pages")
    caller.send_signal(number)
    caller.communicate(timeout=_SECONDS)
    until(lambda: not is_served(port) or None, _SECONDS, "the end of dbt")
    readable = (tmp_path / "dbt.log").stat().st_mode
    assert readable & 0o044 == 0o044 & ~_umask(), "what dbt writes has the caller's rights"


def test_a_server_of_a_run_ends_with_it() -> None:
    with warm_dbt():
        address = Path(os.environ[ADDRESS])
        until(lambda: address.exists() or None, _SECONDS, "a dbt that is imported")
    assert ADDRESS not in os.environ
    assert not address.parent.exists()


def test_the_server_that_stays_is_found_again_and_ends_when_nobody_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS, "")
    keep_warm(tmp_path / "w")
    address = Path(os.environ[ADDRESS])
    until(lambda: address.exists() or None, _SECONDS, "a dbt that is imported")
    keep_warm(tmp_path / "w")
    assert Path(os.environ[ADDRESS]) == address
    assert [path.name for path in (tmp_path / "w").iterdir()] == [address.name]
    assert address.stat().st_mode & 0o077 == 0
    (server,) = serving(address)
    os.kill(server, signal.SIGKILL)
    short = "from orchestration import warm_dbt as w; w._IDLE_SECONDS = 0.2; w.main()"
    subprocess.run(
        [sys.executable, "-c", short, str(address)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=True,
    )
    assert not address.exists()


def is_served(port: int) -> bool:
    with suppress(OSError), create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def serving(address: Path) -> list[int]:
    """The processes that serve an address."""
    found = []
    for told in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = told.read_bytes().split(b"\0")
            if b"orchestration.warm_dbt" in words and str(address).encode() in words:
                found.append(int(told.parent.name))
    return found
