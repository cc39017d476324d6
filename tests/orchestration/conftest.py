"""The whole road on a small sample company, run as a person would run it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VISITORS = 400


@dataclass(frozen=True)
class Road:
    """A data folder and the sample company it is fed by."""

    folder: Path
    sandbox: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CLOSED_LOOP_", "SOURCES__", "DAGSTER_", "DBT_"))
        }
        return kept | {
            "CLOSED_LOOP_DATA_DIR": str(self.data),
            "CLOSED_LOOP_SANDBOX_DIR": str(self.sandbox),
            "CLOSED_LOOP_SANDBOX_VISITORS": str(VISITORS),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }

    def run(self, **more: str) -> subprocess.CompletedProcess[str]:
        """`make run`, without the installation."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.run"],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@dataclass(frozen=True)
class RanTwice:
    """A road that was run twice in a row, and what each run printed."""

    road: Road
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    version_after_first: str
