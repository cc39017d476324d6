"""The dbt project as Dagster sees it, its manifest made again only when what it reads changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from dagster_dbt import DbtProject

from pipelines.settings import Settings, dbt_target_dir

ROOT = Path(__file__).resolve().parent.parent
# The one beside the interpreter that runs us: a machine may have another on its PATH.
DBT_EXECUTABLE = str(Path(sys.executable).with_name("dbt"))
_WATCHED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/dbt")


class ManifestError(Exception):
    """The project does not parse; the message is dbt's own."""


def project() -> DbtProject:
    """The project at the root of the repository, with whatever manifest it has.

    No target is named: with one, dbt would not take over what a plain `dbt parse` has parsed.
    """
    return DbtProject(project_dir=ROOT, profiles_dir=ROOT, target_path=dbt_target_dir())


def prepare(settings: Settings) -> DbtProject:
    """The project with a manifest that matches the files and the systems that are on.

    Parsing costs 4 s, so it is skipped while nothing it reads has changed.

    Raises:
        ManifestError: dbt could not parse the project.
    """
    dbt_project = project()
    manifest = dbt_project.manifest_path
    stamp = manifest.with_name("manifest.stamp")
    wanted = _fingerprint(settings)
    if manifest.exists() and stamp.exists() and stamp.read_text() == wanted:
        return dbt_project
    parsed = subprocess.run(  # noqa: S603  (our own interpreter, no shell)
        [DBT_EXECUTABLE, "--quiet", "parse"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if parsed.returncode != 0:
        raise ManifestError(f"dbt cannot read the project: {parsed.stdout.strip()}")
    stamp.write_text(wanted)
    return dbt_project


def _fingerprint(settings: Settings) -> str:
    digest = hashlib.sha256(repr((settings.sources, settings.reporting_currency)).encode())
    for watched in _WATCHED:
        top = ROOT / watched
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path}|{stat.st_mtime_ns}|{stat.st_size}\n".encode())
    return digest.hexdigest()
