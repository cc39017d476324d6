"""dbt kept running beside the tests: starting it and reading the project cost more than a build.

A process of its own, because dbt, run inside a process, keeps the warehouse until told otherwise.
It reads the project once for all workers of a test run, and ends with whoever started it.

    python -m tests.dbt_server FOLDER SHARED

A line of JSON on its input is one command, a line on its output the answer.
"""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from filelock import FileLock

from orchestration.dbt import drop_what_is_not_logged
from orchestration.memory import count_objects_seldom

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

PROJECT = Path(__file__).resolve().parent.parent
# The vars that change which models there are or what they read: for other values of them the
# project is read once more.
_SHAPING = ("fitted_lead_score", "new_campaign_starts_session")


class DbtServer:
    """The process, as tests see it.

    All warehouses stand behind one path in turn, so that one reading of the project serves them
    all: to another data folder it would be another profile.
    """

    def __init__(self, folder: Path, shared: Path) -> None:
        """Start it.

        Args:
            folder: takes dbt's target and the path that all warehouses stand behind.
            shared: where workers of one test run leave each other how the project reads.
        """
        self._shared = shared
        self._current = folder / "current"
        outside = {key: value for key, value in os.environ.items() if key[:12] != "CLOSED_LOOP_"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.dbt_server", str(folder), str(shared)],
            cwd=PROJECT,
            env=outside
            | {"CLOSED_LOOP_DATA_DIR": str(self._current)}
            | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, data: Path, arguments: Sequence[str], kill_after: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one command on the warehouse of a data folder, as `dbt` would.

        Args:
            data: the folder of the warehouse.
            arguments: what to write after `dbt`.
            kill_after: end dbt with SIGKILL in the moment this model is built.
        """
        self._current.unlink(missing_ok=True)
        self._current.symlink_to(data, target_is_directory=True)
        answer = self._ask(
            {"arguments": [*arguments, "--log-path", str(data / "logs")], "kill_after": kill_after}
        )
        return subprocess.CompletedProcess(
            ["dbt", *arguments], answer["returncode"], answer["printed"], ""
        )

    def project(self) -> dict[str, Any]:
        """The project as dbt reads it, warnings being errors: its manifest.json."""
        self._ask({"arguments": None})
        written = _read_into(self._shared, "") / "manifest.json"
        read: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
        return read

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the dbt server ended with code {self._process.wait()}")
        told: dict[str, Any] = json.loads(answer)
        return told


class _Dbt:
    """dbt inside the process: one reading of the project, one command after the other."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self._target = folder / "target"
        self._shared = shared
        self._manifests: dict[str, Manifest] = {}

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do what a line asked for."""
        arguments, kill_after = command["arguments"], command.get("kill_after")
        printed = io.StringIO()
        with redirect_stdout(printed):
            manifest = self._manifest(arguments or [])
            if not arguments:
                code = 0
            elif kill_after is None:
                code = self._invoke(manifest, arguments)
            else:
                code = self._killed(manifest, arguments, kill_after)
        return {"returncode": code, "printed": printed.getvalue()}

    def _invoke(self, manifest: "Manifest", arguments: list[str], *callbacks: Any) -> int:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        try:
            runner = dbtRunner(manifest, list(callbacks))
            ended = runner.invoke([*arguments, "--no-write-json", *_options(self._target)])
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        if ended.exception:
            print(ended.exception)
        return 0 if ended.success else 1

    def _killed(self, manifest: "Manifest", arguments: list[str], after: str) -> int:
        """In a copy of this process, which may die."""
        child = os.fork()
        if child == 0:
            self._invoke(manifest, arguments, _KillAfter(after))
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _manifest(self, arguments: list[str]) -> "Manifest":
        given = arguments[arguments.index("--vars") + 1] if "--vars" in arguments else "{}"
        told = yaml.safe_load(given)
        shaping = ", ".join(f"{name}: {told[name]}" for name in _SHAPING if name in told)
        if shaping not in self._manifests:
            self._manifests[shaping] = self._read(shaping)
        return self._manifests[shaping]

    def _read(self, shaping: str) -> "Manifest":
        """The project as whoever came first has parsed it."""
        from dbt.cli.main import dbtRunner
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        target = _read_into(self._shared, shaping)
        parsed = target / "partial_parse.msgpack"
        with FileLock(f"{target}.lock"):
            if not parsed.exists():
                told = ["--vars", f"{{{shaping}}}"] if shaping else []
                options = ["--log-path", str(target), *told, *_options(target)]
                ended = dbtRunner().invoke(["--warn-error", "parse", *options])
                if not ended.success:
                    raise SystemExit(f"dbt cannot read the project: {ended.exception}")
        manifest: Manifest = Manifest.from_msgpack(
            parsed.read_bytes(), decoder=extended_mashumuro_decoder
        )
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
        return manifest


def _read_into(shared: Path, shaping: str) -> Path:
    return shared / f"project-{shaping.replace(', ', '-').replace(': ', '-')}"


def _options(target: Path) -> list[str]:
    project = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    return [*project, "--target-path", str(target), "--no-use-colors"]


class _KillAfter:
    """Ends the process in the moment a model has been built, whatever else is being built."""

    def __init__(self, model: str) -> None:
        self._model = model

    def __call__(self, event: "EventMsg") -> None:
        if event.info.name == "NodeFinished" and event.data.node_info.node_name == self._model:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Answer until the input ends."""
    dbt = _Dbt(*map(Path, sys.argv[1:]))
    drop_what_is_not_logged()
    count_objects_seldom()
    answers = sys.stdout
    for line in sys.stdin:
        print(json.dumps(dbt.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
