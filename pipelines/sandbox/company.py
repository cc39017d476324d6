"""Builds the sample company: Halden Instruments, laboratory instruments, www.halden.example.

Everything is generated set-wise by DuckDB from `company_*.sql`; a draw is a hash of (seed, row
id), so equal parameters give equal data, and a size of 300 visitors or of millions runs through
the same statements. What the folder holds is said in `pipelines.sandbox`.
"""

import hashlib
import json
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.sandbox.company_ga4 import write_ga4

FIRST_DAY = date(2026, 6, 1)
MIN_VISITORS = 100
MIN_DAYS = 30
FINGERPRINT = "fingerprint.json"
STEPS = (
    "macros",
    "catalogue",
    "visitors",
    "sessions",
    "demand",
    "deals",
    "people",
    "salesforce_people",
    "salesforce_deals",
    "google_ads",
    "orders",
    "visits",
    "events",
    "ga4_files",
    "ga4_form",
)


def build_company(folder: Path, *, visitors: int = 20_000, days: int = 120, seed: int = 7) -> None:
    """Build the sample company in `folder`, unless the same one is there already.

    It is built beside the folder and moved in whole: whoever looks sees the old company or the
    new one. Only what the company consists of is replaced; other files in `folder` stay.

    Args:
        folder: where the company lives; made when missing.
        visitors: people who come to the site, from 100 to millions.
        days: length of the window that starts on 1 June 2026, at least 30.
        seed: another seed is another company.

    Raises:
        ValueError: when a size is too small for every kind of mess to occur.
    """
    if visitors < MIN_VISITORS or days < MIN_DAYS:
        raise ValueError(
            f"A sample company needs at least {MIN_VISITORS} visitors and {MIN_DAYS} days, "
            f"not {visitors} and {days}: raise sandbox_visitors or sandbox_days."
        )
    fingerprint = _fingerprint(visitors, days, seed)
    if _is_built(folder, fingerprint):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        built = Path(scratch) / "company"
        built.mkdir()
        _generate(Path(scratch) / "work.duckdb", built, visitors=visitors, days=days, seed=seed)
        _move_in(built, folder)
    (folder / FINGERPRINT).write_text(fingerprint)


def _fingerprint(visitors: int, days: int, seed: int) -> str:
    """Parameters and a hash of the generator: either one changing means another company."""
    generator = hashlib.sha256(duckdb.__version__.encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("company*.sql"), *here.glob("company*.py")]):
        generator.update(path.name.encode())
        generator.update(path.read_bytes())
    return json.dumps(
        {
            "visitors": visitors,
            "days": days,
            "seed": seed,
            "generator": generator.hexdigest(),
        },
        indent=2,
    )


def _is_built(folder: Path, fingerprint: str) -> bool:
    path = folder / FINGERPRINT
    return path.is_file() and path.read_text() == fingerprint


def _generate(work: Path, built: Path, *, visitors: int, days: int, seed: int) -> None:
    """Run every step in a scratch database, with the vendors' tables going to their own file."""
    with duckdb.connect(str(work)) as connection:
        company_file = str(built / "company.duckdb").replace("'", "''")
        connection.execute(f"attach '{company_file}' as company")
        connection.execute("set TimeZone = 'UTC'")
        for name, value in {"visitors": visitors, "days": days, "seed": seed}.items():
            connection.execute(f"set variable {name} = {value:d}::bigint")
        after_last_day = FIRST_DAY + timedelta(days=days)
        connection.execute(f"set variable start_date = date '{FIRST_DAY}'")
        for step in STEPS:
            if step == "catalogue":
                # the first and the last moment of the window, in the property's time zone
                connection.execute(f"set variable window_start = berlin_to_utc('{FIRST_DAY}')")
                connection.execute(
                    f"set variable window_end = berlin_to_utc('{after_last_day}') - interval 1 hour"
                )
            connection.execute(Path(__file__).with_name(f"company_{step}.sql").read_text())
        write_ga4(connection, built / "ga4")
        connection.execute("detach company")


def _move_in(built: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / FINGERPRINT).unlink(missing_ok=True)
    for new in sorted(built.iterdir()):
        old = folder / new.name
        if old.is_dir():
            shutil.rmtree(old)
        new.replace(old)
