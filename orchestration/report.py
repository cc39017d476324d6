"""The closed-loop report: what marketing cost and what it brought, by channel.

Read from the published marts. Channels are credited by first touch, results are dated by
conversion, ratios are taken from sums.
"""

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.publication import current_folder, read_manifest
from pipelines.settings import Settings, load_settings

_BY_CHANNEL = """
    select
        channel,
        sum(spend) as spend,
        sum(sessions) as sessions,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(customers) as customers,
        sum(revenue) as revenue,
        nullif(sum(spend), 0) / nullif(sum(customers), 0) as cac,
        (sum(revenue) - sum(spend)) / nullif(sum(spend), 0) * 100 as roi_percent
    from marts.fct_channel_performance
    where attribution_model = 'first_touch' and basis = 'conversion'
    {group}
    order by revenue desc, spend desc, channel
"""
_QUARANTINED = """
    select source_system, resource, reason, sum(value)::bigint as quarantined_rows
    from marts.fct_data_quality
    where metric = 'quarantined_rows' and value > 0
    group by all
    order by all
"""
_NEWS = {
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
        console.print()
        console.print(_channel_table(marts, str(settings.reporting_currency)))
        _print_quarantine(console, marts)
    manifest = read_manifest(folder)
    if rows_before is not None:
        console.print(news(rows_before, {n: m["rows"] for n, m in manifest["marts"].items()}))
    console.print(
        f"\nMarts     {_shown(folder.parent.parent / 'current')}/  (version {folder.name})"
    )
    console.print("          closed_loop.duckdb, schema marts, and one Parquet file a mart")
    console.print("Lineage   make dev, then http://127.0.0.1:3000")


def news(before: dict[str, int], now: dict[str, int]) -> str:
    """What this run added, in words."""
    changes = [
        f"{now[mart] - before.get(mart, 0):+,} {what}"
        for mart, what in _NEWS.items()
        if now.get(mart, 0) != before.get(mart, 0)
    ]
    return ("New since the last run: " if before else "New: ") + (", ".join(changes) or "nothing")


def _channel_table(marts: duckdb.DuckDBPyConnection, currency: str) -> Table:
    table = Table(title=f"Closed loop by channel ({currency}; first touch, by conversion date)")
    table.add_column("Channel")
    for header in ["Spend", "Sessions", "Leads", "MQLs", "Customers", "Revenue", "CAC", "ROI %"]:
        table.add_column(header, justify="right")
    for row in marts.execute(_BY_CHANNEL.format(group="group by channel")).fetchall():
        table.add_row(*_cells(row))
    table.add_section()
    total = marts.execute(
        _BY_CHANNEL.format(group="").replace("channel,", "'Total' as channel,", 1)
    ).fetchone()
    if total:
        table.add_row(*_cells(total), style="bold")
    return table


def _cells(row: tuple[Any, ...]) -> list[str]:
    channel, spend, sessions, leads, mqls, customers, revenue, cac, roi = row
    return [
        str(channel),
        _money(spend),
        *(f"{round(count or 0):,}" for count in (sessions, leads, mqls, customers)),
        _money(revenue),
        _money(cac),
        "" if roi is None else f"{roi:,.0f}",
    ]


def _money(amount: Decimal | float | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _print_quarantine(console: Console, marts: duckdb.DuckDBPyConnection) -> None:
    for system, resource, reason, rows in marts.execute(_QUARANTINED).fetchall():
        console.print(f"Quarantined: {rows:,} rows of {system} {resource}: {reason}", markup=False)


def _shown(path: Path) -> str:
    """A path as a person would type it from where they stand."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    print_report(load_settings())
