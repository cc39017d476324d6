"""Writes the event export: a file a day, as the vendor's export drops them in a bucket."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet

from pipelines.sandbox.company_sql import path_literal

JSON_DAYS = 10
# Rows with all their columns at a time: 50 million events take 20 GB, these 600 MB.
ROWS_LAID_OUT = 1_500_000
# Rows in the vendor's nested form at a time and writer: 1.2 kB each.
ROWS_NESTED = 50_000
WRITERS = 2
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
    as_json = set(files[:JSON_DAYS])
    for days in _groups(sorted(files, key=lambda file: file[1]), ROWS_LAID_OUT):
        _lay_out(connection, days[0][1], days[-1][2])
        writes: list[Callable[[], None]] = [
            partial(_write_json, connection.cursor(), file, folder)
            for file in days
            if file in as_json
        ]
        # nesting a day alone costs 30 ms of planning; many days at once cost it once
        writes += [
            partial(_write_parquet, connection.cursor(), group, folder)
            for group in _groups([file for file in days if file not in as_json], ROWS_NESTED)
        ]
        with ThreadPoolExecutor(WRITERS) as pool:
            for written in [pool.submit(write) for write in writes]:
                written.result()


def _lay_out(connection: duckdb.DuckDBPyConnection, first_row: int, last_row: int) -> None:
    """Make `export_rows` of a range of rows; the narrow ones first, so that joins start there."""
    connection.execute(
        f"create or replace table narrow_rows as from rows_to_export({first_row:d}, {last_row:d})"
    )
    connection.execute(
        "create or replace table export_rows as from full_events('narrow_rows') order by row_no"
    )


def _write_json(connection: duckdb.DuckDBPyConnection, file: ExportFile, folder: Path) -> None:
    name, first_row, last_row = file
    target = path_literal(folder / f"{name}.json.gz")
    lines = f"ga4_export_lines({first_row:d}, {last_row:d})"
    connection.execute(f"copy (from {lines}) to {target} {_AS_LINES}")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, group: list[ExportFile], folder: Path
) -> None:
    start = group[0][1]
    nested = connection.sql(f"from ga4_export({start:d}, {group[-1][2]:d})").to_arrow_table()
    for name, first_row, last_row in group:
        rows = nested.slice(first_row - start, last_row - first_row + 1)
        pyarrow.parquet.write_table(rows, folder / f"{name}.parquet", compression="zstd")


def _groups(files: list[ExportFile], most_rows: int) -> Iterator[list[ExportFile]]:
    """Neighbouring files of about `most_rows` rows together, so memory stays bounded."""
    group: list[ExportFile] = []
    for file in files:
        if group and file[2] - group[0][1] >= most_rows:
            yield group
            group = []
        group.append(file)
    if group:
        yield group
