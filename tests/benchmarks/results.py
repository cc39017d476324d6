"""Results as JSON files, one a subject and size: what is run again replaces only its own."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

Cell = str | int | float | None
_PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dlt", "pyarrow", "scipy")


def machine() -> str:
    """Cores, processor, memory and system: what figures depend on, and nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({_processor()}), {memory:.0f} GB of memory, {platform.system()}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (told.read_text().splitlines() if told.exists() else [])
        if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()


def versions() -> str:
    """Python and what does the work."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"Python {platform.python_version()}, {packages}"


@dataclass(frozen=True)
class Ratio:
    """One figure that has a target.

    Attributes:
        what: the two things compared, in words.
        value: the figure.
        target: what it must reach, in words; empty if none was set.
        is_met: whether it does; None if there is no target.
        unit: written behind the figure.
    """

    what: str
    value: float
    target: str = ""
    is_met: bool | None = None
    unit: str = ""


def at_most(what: str, value: float, most: float, unit: str) -> Ratio:
    """A figure that must not be greater."""
    return Ratio(what, value, f"≤ {most:g}{unit}", value <= most, unit)


def at_least(what: str, value: float, least: float, unit: str) -> Ratio:
    """A figure that must not be less."""
    return Ratio(what, value, f"≥ {least:g}{unit}", value >= least, unit)


@dataclass(frozen=True)
class Table:
    """Rows of figures; a column's unit is in its name."""

    title: str
    columns: list[str]
    rows: list[list[Cell]]
    note: str = ""


@dataclass(frozen=True)
class Result:
    """What one run of one subject measured.

    Attributes:
        size: million events, or None where the subject has sizes of its own.
    """

    subject: str
    size: float | None
    ratios: list[Ratio]
    tables: list[Table]
    date: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    machine: str = field(default_factory=machine)
    versions: str = field(default_factory=versions)


def save(result: Result, folder: Path) -> Path:
    """Write a result, in place of what the same subject and size measured before."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(result.subject, result.size, folder)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(result), indent=1))
    part.replace(path)
    return path


def path_of(subject: str, size: float | None, folder: Path) -> Path:
    """Where the result of a subject and size is kept."""
    return folder / (f"{subject}.json" if size is None else f"{subject}-{size:g}.json")


def load(folder: Path) -> list[Result]:
    """All results there are, the smaller sizes of a subject first."""
    found = [_read(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda result: (result.subject, result.size or 0))


def _read(told: dict[str, Any]) -> Result:
    ratios = [Ratio(**one) for one in told.pop("ratios")]
    tables = [Table(**one) for one in told.pop("tables")]
    return Result(**told, ratios=ratios, tables=tables)
