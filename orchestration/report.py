"""The closed-loop report: what marketing cost and brought, how far people came, what is stuck.

Read from the published marts.
"""

import sys
from pathlib import Path

import duckdb
from rich.console import Console

from orchestration.publication import current_folder, read_manifest
from orchestration.publication_versions import REPORT
from orchestration.report_tables import SECTIONS
from pipelines.settings import Settings, load_settings

_QUARANTINED = """
    select source_system, resource, reason, sum(value)::bigint as quarantined_rows
    from marts.fct_data_quality
    where metric = 'quarantined_rows' and value > 0
    group by all
    order by all
"""
NEWS = {
    "dim_people": "people",
    "fct_sessions": "sessions",
    "fct_touchpoints": "touchpoints",
    "fct_conversions": "conversions",
    "fct_ad_spend": "rows of ad spend",
}


def print_report(settings: Settings, rows_before: dict[str, int] | None = None) -> None:
    """Print the report of the published version.

    `rows_before` are rows per mart before this run; with it, the report says what was new.
    """
    folder = current_folder(settings.data_dir / "published")
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    if folder is None:
        console.print("Nothing is published yet: make run")
        return
    with duckdb.connect(str(folder / "closed_loop.duckdb"), read_only=True) as marts:
        for section in SECTIONS:
            if table := section.table(marts, str(settings.reporting_currency)):
                console.print()
                console.print(table)
        _print_quarantine(console, marts)
    manifest = read_manifest(folder)
    if rows_before is not None:
        console.print(news(rows_before, {n: m["rows"] for n, m in manifest["marts"].items()}))
    console.print(
        f"\nMarts     {_shown(folder.parent.parent / 'current')}/  (version {folder.name})"
    )
    console.print("          closed_loop.duckdb, schema marts, and one Parquet file a mart")
    if (folder / REPORT).exists():
        console.print(f"Report    {_shown(folder.parent.parent / 'current' / REPORT)}")
    console.print("Lineage   make dev, then http://127.0.0.1:3000")


def news(before: dict[str, int], now: dict[str, int]) -> str:
    """What this run added, in words."""
    changes = [
        f"{now[mart] - before.get(mart, 0):+,} {what}"
        for mart, what in NEWS.items()
        if now.get(mart, 0) != before.get(mart, 0)
    ]
    return ("New since the last run: " if before else "New: ") + (", ".join(changes) or "nothing")


def _print_quarantine(console: Console, marts: duckdb.DuckDBPyConnection) -> None:
    for system, resource, reason, rows in marts.execute(_QUARANTINED).fetchall():
        console.print(f"Quarantined: {rows:,} rows of {system} {resource}: {reason}", markup=False)


def _shown(path: Path) -> str:
    """A path as a person would type it from where they stand."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    print_report(load_settings())
