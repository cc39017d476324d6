"""The sandbox: a local server that answers as the vendors do, and the settings to reach it.

    with Sandbox.start(folder) as sandbox:
        os.environ.update(sandbox.environment())

The server is a child process that lives as long as the pipe to its parent: it ends when the
parent closes it, exits, or is killed with `kill -9`. `python -m pipelines.sandbox` serves in
the foreground instead.
"""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipelines.sandbox import google_ads, salesforce
from pipelines.sandbox.server_app import Options, serve
from pipelines.sandbox.server_control import Control
from pipelines.sandbox.server_data import Company, Facts, NoCompanyError, vault_key

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0
_WATCH_SECONDS = 1.0


class SandboxError(Exception):
    """The sandbox did not start; the message says why in one sentence."""


class Sandbox:
    """A running sandbox server, and what a client must be told to use it."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        tls: bool = False,
        faults: bool = False,
        token_seconds: float = 7200.0,
        token_requests: int | None = None,
        daily_requests: int = 100_000,
        start_seconds: float = 30.0,
    ) -> None:
        """Describe a server for the company in `folder`; `open` or `start` starts it.

        Args:
            folder: where `build_company` put the company.
            port: 0 takes a free one.
            tls: serve https with a certificate made at start (`certificate`).
            faults: offer faults on demand (`control`).
            token_seconds: lifetime of access tokens.
            token_requests: access tokens also end after so many requests.
            daily_requests: Salesforce's limit of requests.
            start_seconds: how long to wait for the server to be ready.
        """
        self.folder = Path(folder).resolve()
        self.url = ""
        self._start_seconds = start_seconds
        self._certificates = Path(tempfile.mkdtemp(prefix="sandbox-tls-")) if tls else None
        self._options = Options(
            port=port,
            certificate_folder=str(self._certificates) if tls else None,
            faults=faults,
            token_seconds=token_seconds,
            token_requests=token_requests,
            daily_requests=daily_requests,
        )
        self._facts: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, folder: Path, port: int = 0, **options: Any) -> Self:
        """Start a server; options as for the constructor.

        Raises:
            SandboxError: when it does not come up.
        """
        return cls(folder, port=port, **options).open()

    def open(self) -> Self:
        """Start the server and wait until it takes connections.

        Raises:
            SandboxError: when it does not come up.
        """
        if self._process is not None:
            return self
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.sandbox.server"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is the parent's; the pipe tells the child
        )
        try:
            said = self._handshake(self._process)
        except BaseException:
            self.close()
            raise
        self.url = said.pop("url")
        self._facts = said
        return self

    def close(self) -> None:
        """Stop the server; harmless when it is stopped already."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        if self._certificates is not None:
            shutil.rmtree(self._certificates, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The server's process, while it runs."""
        return self._process.pid if self._process else None

    @property
    def certificate(self) -> Path | None:
        """What clients of a server with TLS must trust."""
        return self._certificates / "certificate.pem" if self._certificates else None

    @property
    def control(self) -> Control:
        """Faults, restatements and the list of requests, on a server with faults on."""
        return Control(self.url, self.certificate)

    def environment(self, given: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The variables that point the connectors at this server.

        The vault's key, the files mapping and the instant of the build are left out where `given`
        has its own.
        """
        return environment(self.folder, self.url, self._facts, given)

    def _handshake(self, process: subprocess.Popen[bytes]) -> dict[str, Any]:
        if process.stdin is None or process.stdout is None:
            raise SandboxError("The sandbox has no pipe to its server: start it again.")
        order = json.dumps({"folder": str(self.folder), "options": asdict(self._options)})
        process.stdin.write(order.encode() + b"\n")
        process.stdin.flush()
        line = _line_within(process.stdout.fileno(), self._start_seconds)
        if line is None:
            raise SandboxError(
                f"The sandbox server was not ready after {self._start_seconds:g} seconds: give it "
                "longer with start_seconds, or run `python -m pipelines.sandbox` to see why."
            )
        if not line:
            raise SandboxError(
                "The sandbox server ended before it was ready: run `python -m pipelines.sandbox` "
                "to see why."
            )
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise SandboxError(said["error"])
        return said


def environment(
    folder: Path, url: str, facts: Mapping[str, Any], given: Mapping[str, str]
) -> dict[str, str]:
    """The variables that point the connectors at a server at `url` (see `facts_of`)."""
    values = {
        "SOURCES__SALESFORCE__LOGIN_URL": url,
        "SOURCES__SALESFORCE__CLIENT_ID": salesforce.CLIENT_ID,
        "SOURCES__SALESFORCE__CLIENT_SECRET": salesforce.CLIENT_SECRET,
        "SOURCES__SALESFORCE__API_VERSION": salesforce.API_VERSION,
        "SOURCES__GOOGLE_ADS__DEVELOPER_TOKEN": google_ads.DEVELOPER_TOKEN,
        "SOURCES__GOOGLE_ADS__CLIENT_ID": google_ads.CLIENT_ID,
        "SOURCES__GOOGLE_ADS__CLIENT_SECRET": google_ads.CLIENT_SECRET,
        "SOURCES__GOOGLE_ADS__REFRESH_TOKEN": google_ads.REFRESH_TOKEN,
        "SOURCES__GOOGLE_ADS__CUSTOMER_IDS": json.dumps(list(facts["customer_ids"])),
        "SOURCES__GOOGLE_ADS__LOGIN_CUSTOMER_ID": str(facts["manager_id"]),
        "SOURCES__GOOGLE_ADS__BASE_URL": url,
        "SOURCES__GOOGLE_ADS__TOKEN_URL": f"{url}/token",
        "SOURCES__GOOGLE_ADS__API_VERSION": google_ads.API_VERSION,
        "SOURCES__GOOGLE_ADS__START_DATE": str(facts["first_day"]),
        "SOURCES__GOOGLE_ADS__END_DATE": str(facts["last_day"]),
        "SOURCES__GA4__BUCKET_URL": str(folder / "ga4"),
        "SOURCES__GA4__FILE_GLOB": "**/events_*",
    }
    own = {
        "CLOSED_LOOP_FILES_MAPPING": str(folder / "files" / "mapping.yml"),
        "CLOSED_LOOP_VAULT_KEY": vault_key(int(facts["seed"])),
        # The company's time ended long ago: seen from today, everything in it would be overdue.
        "CLOSED_LOOP_AS_OF": f"{date.fromisoformat(facts['last_day']) + timedelta(days=1)}",
    }
    return values | {name: value for name, value in own.items() if not given.get(name)}


def facts_of(facts: Facts) -> dict[str, Any]:
    """What `environment` needs to know about the company, in JSON's types."""
    return {
        "customer_ids": list(facts.customer_ids),
        "manager_id": facts.manager_id,
        "first_day": facts.first_day.isoformat(),
        "last_day": facts.last_day.isoformat(),
        "seed": facts.seed,
    }


def _line_within(descriptor: int, seconds: float) -> bytes | None:
    """One line from a pipe: empty when the other end closed, None when it took too long."""
    until = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        if not readable:
            return None
        piece = os.read(descriptor, 65_536)
        if not piece:
            return b""
        line += piece
    return line


def _end_with_parent(parent: int) -> None:
    """End this process once the pipe to the parent closes.

    A parent that was forked may leave the pipe open in a sibling, hence the look at its id.
    """
    while os.getppid() == parent:
        readable, _, _ = select.select([0], [], [], _WATCH_SECONDS)
        if readable and not os.read(0, 1):
            break
    os._exit(0)  # connections are cut, as by a server that goes away; nothing is written here


def main() -> None:
    """Serve as somebody's child: the order comes on the standard input, the answer goes out."""
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()

    def say(value: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(value) + "\n")
        sys.stdout.flush()

    options = Options(**order["options"])
    try:
        company = Company(Path(order["folder"]))
        facts = facts_of(company.facts)
        serve(company, options, lambda url: say({"url": url, **facts}))
    except NoCompanyError as problem:
        say({"error": str(problem)})
    except OSError as problem:
        say({"error": f"The sandbox cannot listen on port {options.port}: {problem.strerror}."})


if __name__ == "__main__":
    main()
