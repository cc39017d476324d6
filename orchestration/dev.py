"""`make dev`: Dagster's pages on this machine, with the sample company behind the vendors.

`dagster dev` starts its servers one after the other, 16 s until the pages show the graph. Here they
start at once, each a process of Dagster's own: what reads the graph, the pages, and the daemon; and
they import what they are made of while the sample company gets ready.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from orchestration.dbt_project import ROOT, ManifestError, Parse
from orchestration.instance import serve_from
from orchestration.parent import name_as_parent
from orchestration.progress import say
from orchestration.sample_company import sample_company
from pipelines.locks import LockError
from pipelines.settings import SettingsError, load_settings

_HOST = "127.0.0.1"
_DEFINITIONS = "orchestration.definitions"
_CODE = "code"  # the socket of what reads the graph
_POLL_SECONDS = 0.5
_STOP_SECONDS = 30.0


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.dev", description=__doc__)
    parser.add_argument("--port", type=int, default=3000)
    port = parser.parse_args().port
    # A shell's background job ignores it, and so would the servers: nothing but a kill ended them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="closed-loop-")))
            servers = _started(stack, folder, port)
            settings = stack.enter_context(sample_company(load_settings()))
            Parse(settings).manifest()
            serve_from(settings.data_dir)
            for module, server in servers.items():
                _go(server, after=None if module == "dagster" else str(folder / _CODE))
            say(f"Dagster opens on http://{_HOST}:{port} (Ctrl-C ends it)")
            return _first_to_end(servers)
    except (SettingsError, ManifestError, LockError) as error:
        say(f"stopped: {error}")
        return 2
    except KeyboardInterrupt:
        return 0


def _started(stack: ExitStack, folder: Path, port: int) -> dict[str, subprocess.Popen[bytes]]:
    """All servers by their modules; they end with the stack, and nobody else reaches the folder."""
    code = ["code-server", "start", "--module-name", _DEFINITIONS, "--socket", str(folder / _CODE)]
    # By name: schedules and sensors that are switched on are those of a place with this name.
    server = {"host": "localhost", "socket": str(folder / _CODE), "location_name": _DEFINITIONS}
    workspace = folder / "workspace.yaml"
    workspace.write_text(yaml.safe_dump({"load_from": [{"grpc_server": server}]}))
    reads_code = ["--workspace", str(workspace)]
    commands = [
        ["dagster", *code, "--location-name", _DEFINITIONS, "--log-level", "warning"],
        ["dagster_webserver", *reads_code, "--host", _HOST, "--port", str(port)],
        ["dagster._daemon", "run", *reads_code],
    ]
    return {command[0]: _start(stack, command) for command in commands}


def _start(stack: ExitStack, command: Sequence[str]) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(  # noqa: S603  (our own interpreter)
        [sys.executable, "-m", "orchestration.dev_server", *command],
        cwd=ROOT,
        env=os.environ | name_as_parent() | {"DAGSTER_IS_DEV_CLI": "1"},
        stdin=subprocess.PIPE,
    )
    stack.callback(_end, server)
    return server


def _go(server: subprocess.Popen[bytes], after: str | None) -> None:
    """Hand it what was not known when it began to import: the environment, and whom to wait for."""
    if server.stdin is not None:
        with suppress(BrokenPipeError), server.stdin as told:  # it ended: that is told by name
            told.write(json.dumps({"environment": dict(os.environ), "after": after}).encode())


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _first_to_end(servers: Mapping[str, subprocess.Popen[bytes]]) -> int:
    """The exit code of whichever ends by itself: without it the others are of no use."""
    while True:
        for module, server in servers.items():
            if (code := server.poll()) is not None:
                say(f"stopped: {module} ended by itself, with code {code}")
                return code or 1
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
