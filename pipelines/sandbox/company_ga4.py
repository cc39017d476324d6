"""Writes the event export: a file a day, as the vendor's export drops them in a bucket."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet

from pipelines.sandbox.company_sql import path_literal

JSON_DAYS = 10
ROWS_AT_ONCE = 200_000
_AS_LINES = "(format csv, header false, quote '', escape '', delimiter e'\\x01', compression gzip)"

ExportFile = tuple[str, int, int]


def write_ga4(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `events_YYYYMMDD` files: the ten oldest days as JSON lines, the others as Parquet.

    JSON is written as BigQuery exports it: 64-bit integers as text, nulls left out. The last two
    days are there a second time as `events_intraday_YYYYMMDD`.
    """
    folder.mkdir()
    files: list[ExportFile] = connection.execute(
        "select export_table, min(row_no), max(row_no) from exported_events "
        "group by export_table order by export_table"
    ).fetchall()
    for name, first_row, last_row in files[:JSON_DAYS]:
        target = path_literal(folder / f"{name}.json.gz")
        lines = f"ga4_export_lines({first_row:d}, {last_row:d})"
        connection.execute(f"copy (from {lines}) to {target} {_AS_LINES}")
    # nesting a day alone costs 30 ms of planning; many days at once cost it once
    for group in _groups(sorted(files[JSON_DAYS:], key=lambda file: file[1])):
        start = group[0][1]
        nested = connection.sql(f"from ga4_export({start:d}, {group[-1][2]:d})").to_arrow_table()
        for name, first_row, last_row in group:
            rows = nested.slice(first_row - start, last_row - first_row + 1)
            pyarrow.parquet.write_table(rows, folder / f"{name}.parquet", compression="zstd")


def _groups(files: list[ExportFile]) -> Iterator[list[ExportFile]]:
    """Neighbouring files of about `ROWS_AT_ONCE` rows together, so memory stays bounded."""
    group: list[ExportFile] = []
    for file in files:
        if group and file[2] - group[0][1] >= ROWS_AT_ONCE:
            yield group
            group = []
        group.append(file)
    if group:
        yield group
