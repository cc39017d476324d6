"""A year of the sample company at a size, and its event files as they would come day by day."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import duckdb

from pipelines.sandbox.company import FINGERPRINT, build_company
from tests.benchmarks.child import call
from tests.benchmarks.measuring import Cost

DAYS = 365
# A year that is over: of days to come, events are no visits but future timestamps.
FIRST_DAY = date(2025, 6, 1)
# Of that year; 80,000 visitors sent 966,240 rows.
VISITORS_PER_MILLION_EVENTS = 82_800
# The day whose file first comes without its late rows, counted from the end.
RESTATED_DAY = 30
LATE_SHARE = 50
BYTES_PER_MILLION_EVENTS = 1_200_000_000


class NoRoomError(Exception):
    """The disk is too full for a size; the message says how much it takes."""


def build_year(folder: str, million: float) -> None:
    """Build a company with about so many million rows of events, in a child."""
    visitors = round(million * VISITORS_PER_MILLION_EVENTS)
    build_company(Path(folder), visitors=visitors, days=DAYS, seed=7, first_day=FIRST_DAY)


def year(million: float, folder: Path) -> tuple[Path, Cost]:
    """The company of a size, and what building it cost: now, or when it was built."""
    company = folder / f"company-{million:g}"
    note, log = company / "cost.json", folder / "company"
    built = company / FINGERPRINT
    before = built.stat().st_mtime_ns if built.exists() else None
    cost = call(build_year, log, {}, folder=str(company), million=million)[1]
    if before != built.stat().st_mtime_ns or not note.exists():
        note.write_text(json.dumps([cost.wall, cost.cpu, cost.peak]))
    return company, Cost(*json.loads(note.read_text()))


def check_room(folder: Path, million: float) -> None:
    """Raise NoRoomError unless the disk holds what a size takes at its worst moment."""
    needed = million * BYTES_PER_MILLION_EVENTS
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoomError(
            f"{million:g} million events need {needed / 1e9:.0f} GB of disk and {free / 1e9:.0f} "
            "are free: make room, or name another folder with --folder."
        )


class Bucket:
    """A folder that event files come to: a year but for its last day, then what is missing."""

    def __init__(self, company: Path, folder: Path) -> None:
        self.folder = folder
        # Intraday tables stand for days that their daily tables replace: left out here.
        daily = sorted(path for path in (company / "ga4").iterdir() if "intraday" not in path.name)
        self._last, self._restated = daily[-1], daily[-RESTATED_DAY]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in daily[:-1]:
            if path != self._restated:
                os.link(path, folder / path.name)
        _without_late_rows(self._restated, folder / self._restated.name)

    def add_last_day(self) -> None:
        """Let the last day's file come."""
        os.link(self._last, self.folder / self._last.name)

    def restate_older_day(self) -> None:
        """Let the file of a day a month ago come again, now with its late rows."""
        (self.folder / self._restated.name).unlink()
        os.link(self._restated, self.folder / self._restated.name)


def _without_late_rows(whole: Path, target: Path) -> None:
    with duckdb.connect() as database:
        database.execute(
            f"copy (select * exclude file_row_number from read_parquet('{whole}', "
            f"file_row_number = true) where file_row_number % {LATE_SHARE} <> 0) "
            f"to '{target}' (format parquet, compression zstd)"
        )
