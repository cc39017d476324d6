"""The dbt project as Dagster sees it, its manifest made again only when what it reads changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from pipelines.settings import Settings, dbt_target_dir

ROOT = Path(__file__).resolve().parent.parent
# The one beside the interpreter that runs us: a machine may have another on its PATH.
DBT_EXECUTABLE = str(Path(sys.executable).with_name("dbt"))
_WATCHED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/dbt")


class ManifestError(Exception):
    """The project does not parse; the message is dbt's own."""


class Parse:
    """A parse of the project, which runs beside us until its manifest is asked for.

    Parsing costs 13 s, so it is skipped while nothing it reads has changed.
    """

    def __init__(self, settings: Settings) -> None:
        self._manifest = ROOT / dbt_target_dir() / "manifest.json"
        self._stamp = self._manifest.with_name("manifest.stamp")
        self._wanted = _fingerprint(settings)
        self._process = None if self._stands() else _start()

    def manifest(self) -> Path:
        """The manifest that matches the files and the systems that are on, once it is there.

        Raises:
            ManifestError: dbt could not parse the project.
        """
        if self._process is not None:
            printed, _ = self._process.communicate()
            if self._process.returncode != 0:
                raise ManifestError(f"dbt cannot read the project: {printed.strip()}")
            self._stamp.write_text(self._wanted)
            self._process = None
        return self._manifest

    def _stands(self) -> bool:
        return (
            self._manifest.exists()
            and self._stamp.exists()
            and self._stamp.read_text() == self._wanted
        )


def _start() -> subprocess.Popen[str]:
    """No target is named: with one, a later plain `dbt build` would have to parse again."""
    return subprocess.Popen(  # noqa: S603  (our own interpreter, no shell)
        [DBT_EXECUTABLE, "--quiet", "parse"],
        cwd=ROOT,
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
