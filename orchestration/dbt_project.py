"""The dbt project as Dagster sees it, its manifest made again only when what it reads changed."""

import hashlib
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from orchestration.parent import name_as_parent
from pipelines.locks import LockError, hold
from pipelines.settings import (
    Settings,
    SettingsError,
    dbt_target_dir,
    load_settings,
    project_vars,
)

ROOT = Path(__file__).resolve().parent.parent
# Of the interpreter that runs us: a machine may have another dbt on its PATH.
DBT = (sys.executable, "-m", "orchestration.dbt")
_WRITING_SECONDS = 30.0
_POLL_SECONDS = 0.2
_WATCHED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/dbt")


def export(settings: Settings) -> None:
    """Hand dbt, a child process, what was said once elsewhere.

    Nothing that it knows by itself: told otherwise than a plain `dbt build` is, it would read the
    whole project anew, and the plain one after it again, 15 s each.
    """
    folder = settings.data_dir.resolve()
    is_plain = folder == ROOT / "data" == Path("data").resolve()
    os.environ["CLOSED_LOOP_DATA_DIR"] = "data" if is_plain else str(folder)
    currency = settings.reporting_currency
    if currency and currency != project_vars().get("reporting_currency"):
        os.environ["CLOSED_LOOP_REPORTING_CURRENCY"] = currency


class ManifestError(Exception):
    """The project does not parse; the message is dbt's own."""


class Parse:
    """A parse of the project, which runs beside us until its manifest is asked for.

    Parsing costs 13 s, so it is skipped while nothing it reads has changed, and who comes while
    another process parses waits for that.

    Raises:
        LockError: another process was at it for ten minutes.
    """

    def __init__(self, settings: Settings) -> None:
        # dbt writes its own manifest at every build, in place: a kill meanwhile leaves half of one.
        self._written = ROOT / dbt_target_dir() / "manifest.json"
        self._manifest = self._written.with_name("project.json")
        self._stamp = self._written.with_name("project.stamp")
        self._wanted = _fingerprint(settings)
        self._turn = ExitStack()
        self._process = None if self._stands() else self._begin()

    def manifest(self) -> Path:
        """The manifest that matches the files and the systems that are on, once it is there.

        Raises:
            ManifestError: dbt could not parse the project.
        """
        if self._process is not None:
            with self._turn:
                printed, _ = self._process.communicate()
                if self._process.returncode != 0:
                    raise ManifestError(f"dbt cannot read the project: {printed.strip()}")
                self._keep()
            self._process = None
        return self._manifest

    def _begin(self) -> subprocess.Popen[str] | None:
        lock = self._written.with_name("project.lock")
        self._turn.enter_context(hold(lock, "the project's manifest"))
        if self._stands():  # another process has read it while we waited
            self._turn.close()
            return None
        return _start()

    def _keep(self) -> None:
        part = self._written.with_name("project.part")
        part.write_bytes(self._whole())
        self._stamp.unlink(missing_ok=True)  # of another manifest than the one that comes
        part.replace(self._manifest)
        self._stamp.write_text(self._wanted)

    def _whole(self) -> bytes:
        """What dbt has written; a build may be writing it again at this moment."""
        until = time.monotonic() + _WRITING_SECONDS
        while True:
            text = self._written.read_bytes()
            try:
                json.loads(text)
            except ValueError:
                if time.monotonic() > until:
                    raise ManifestError(
                        f"{self._written} is cut off, though dbt has just written it: end whatever "
                        "else writes there, and start again."
                    ) from None
                time.sleep(_POLL_SECONDS)
            else:
                return text

    def _stands(self) -> bool:
        return (
            self._manifest.exists()
            and self._stamp.exists()
            and self._stamp.read_text() == self._wanted
        )


def _start() -> subprocess.Popen[str]:
    """No target is named: with one, a later plain `dbt build` would have to parse again."""
    return subprocess.Popen(  # noqa: S603  (our own interpreter, no shell)
        [*DBT, "--quiet", "parse"],
        cwd=ROOT,
        env=os.environ | name_as_parent(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _fingerprint(settings: Settings) -> str:
    digest = hashlib.sha256(repr((settings.sources, settings.reporting_currency)).encode())
    for watched in _WATCHED:
        top = ROOT / watched
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path}|{stat.st_mtime_ns}|{stat.st_size}\n".encode())
    return digest.hexdigest()


def main() -> int:
    """Read the project, as installing does, so that the first run need not."""
    try:
        settings = load_settings()
        export(settings)
        Parse(settings).manifest()
    except (SettingsError, ManifestError, LockError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
