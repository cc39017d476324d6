"""Writes the event export: a file a day, as the vendor's export drops them in a bucket."""

from pathlib import Path

import duckdb

JSON_DAYS = 10
_AS_LINES = "(format csv, header false, quote '', escape '', delimiter e'\\x01', compression gzip)"


def write_ga4(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `events_YYYYMMDD` files: the ten oldest days as JSON lines, the others as Parquet.

    JSON is written as BigQuery exports it: 64-bit integers as text, nulls left out. The last two
    days are there a second time as `events_intraday_YYYYMMDD`.
    """
    folder.mkdir()
    tables = connection.execute(
        "select export_table, min(row_no), max(row_no) from exported_events "
        "group by export_table order by export_table"
    ).fetchall()
    for number, (table, first_row, last_row) in enumerate(tables):
        if number < JSON_DAYS:
            source, path, form = "ga4_export_lines", folder / f"{table}.json.gz", _AS_LINES
        else:
            source, path, form = "ga4_export", folder / f"{table}.parquet", "(format parquet)"
        target = str(path).replace("'", "''")
        connection.execute(
            f"copy (from {source}({first_row:d}, {last_row:d})) to '{target}' {form}"
        )
