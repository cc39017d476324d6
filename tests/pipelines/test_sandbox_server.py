"""The sandbox as a process: how it starts, what it tells, and that it never outlives its parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.sandbox.server import Sandbox, SandboxError
from tests.pipelines.sandbox_clients import Http, Org
from tests.pipelines.sandbox_small_company import build_small_company

ROOT = Path(__file__).parents[2]
_PARENT = """
import sys, time
from pathlib import Path
from pipelines.sandbox.server import Sandbox
sandbox = Sandbox.start(Path(sys.argv[1]))
print(sandbox.process_id, sandbox.url, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_company(tmp_path_factory.mktemp("company"))


def test_the_environment_points_every_connector_at_the_sandbox(folder: Path) -> None:
    with Sandbox.start(folder) as sandbox:
        told = sandbox.environment({})
    assert told["SOURCES__SALESFORCE__LOGIN_URL"] == sandbox.url
    assert told["SOURCES__GOOGLE_ADS__BASE_URL"] == sandbox.url
    assert told["SOURCES__GOOGLE_ADS__TOKEN_URL"] == f"{sandbox.url}/token"
    assert told["SOURCES__GOOGLE_ADS__CUSTOMER_IDS"] == '["1112223333", "4445556666"]'
    assert told["SOURCES__GOOGLE_ADS__LOGIN_CUSTOMER_ID"] == "9998887777"
    assert told["SOURCES__GOOGLE_ADS__START_DATE"] == "2026-06-01"
    assert told["SOURCES__GOOGLE_ADS__END_DATE"] == "2026-09-28"
    assert told["SOURCES__GA4__BUCKET_URL"] == str(folder / "ga4")
    assert told["CLOSED_LOOP_FILES_MAPPING"] == str(folder / "files" / "mapping.yml")
    assert told["CLOSED_LOOP_AS_OF"] == "2026-09-29"


def test_the_vaults_key_is_the_companys_own_unless_there_is_one(folder: Path) -> None:
    keys = []
    for _ in range(2):
        with Sandbox.start(folder) as sandbox:
            keys.append(sandbox.environment({})["CLOSED_LOOP_VAULT_KEY"])
            given = sandbox.environment({"CLOSED_LOOP_VAULT_KEY": "x"})
    assert keys[0] == keys[1]
    assert len(keys[0]) == 44  # 32 bytes
    assert "CLOSED_LOOP_VAULT_KEY" not in given
    assert "CLOSED_LOOP_FILES_MAPPING" in given


def test_a_sandbox_that_is_closed_is_gone(folder: Path) -> None:
    with Sandbox.start(folder) as sandbox:
        assert Org(sandbox).get("limits").status_code == 200
        process_id = sandbox.process_id
    assert process_id is not None
    assert _gone(process_id)


def test_two_sandboxes_serve_one_company(folder: Path) -> None:
    with Sandbox.start(folder) as one, Sandbox.start(folder) as other:
        assert one.url != other.url
        assert Org(one).count("Id != null") == Org(other).count("Id != null")


def test_the_server_listens_to_this_machine_only(folder: Path) -> None:
    with Sandbox.start(folder) as sandbox:
        assert sandbox.url.startswith("http://127.0.0.1:")


def test_the_server_ends_when_its_parent_is_killed(folder: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        process_id, url = parent.stdout.readline().split()
        assert Http().get(f"{url}/services/data").status_code == 200
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert _gone(int(process_id))


def test_in_the_foreground_it_builds_the_company_and_says_what_to_export(tmp_path: Path) -> None:
    size = ["--visitors", "100", "--days", "30", "--port", "0"]
    command = [sys.executable, "-m", "pipelines.sandbox", "--folder", str(tmp_path / "own"), *size]
    served = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    with served.stdout:
        lines = [served.stdout.readline()]
        while lines[-1] and not lines[-1].startswith("# Serving at "):
            lines.append(served.stdout.readline())
        url = lines[-1].split()[3].rstrip(",")
        assert f"export SOURCES__SALESFORCE__LOGIN_URL={url}\n" in lines
        assert Http().get(f"{url}/services/data").status_code == 200
        served.send_signal(signal.SIGINT)
        assert served.wait(10) == 0


def test_a_missing_company_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"There is no sample company in .*: build it with"):
        Sandbox.start(tmp_path)


def test_a_taken_port_is_said_in_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError, match=f"cannot listen on port {port}"):
            Sandbox.start(folder, port=port)


def test_a_server_that_is_not_ready_in_time_is_said_in_one_sentence(folder: Path) -> None:
    with pytest.raises(SandboxError, match="was not ready after 0 seconds"):
        Sandbox.start(folder, start_seconds=0)


def _gone(process_id: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(process_id):  # where nobody reaps orphans
            return True
        time.sleep(0.1)
    return False


def _is_zombie(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return False
