"""The least that a stage could cost: what DuckDB takes to read, sort or copy the same columns."""

import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

VISITOR, MOMENT, PAGE = "user_pseudo_id", "event_timestamp", "param_page_location"
_TEXTS = f"select {VISITOR} as visitor, {MOMENT} as moment, {PAGE} as page from raw.raw_ga4.events"
_INTEGERS = f"select hash(visitor) as visitor, moment, hash(page) as page from ({_TEXTS})"
# What int_events and the tables of distinct values beside it read of a landed event.
READ = """
    stream_id, user_pseudo_id, event_timestamp, event_name, event_bundle_sequence_id,
    batch_event_index, batch_ordering_id, batch_page_id, param_ga_session_id, param_page_location,
    param_form_id, ecommerce_transaction_id, event_params, user_id, email_key,
    privacy_analytics_storage, device_category, geo_country, collected_manual_source,
    collected_manual_medium, collected_manual_campaign_name, collected_manual_campaign_id,
    collected_manual_term, collected_manual_content, collected_gclid, param_page_referrer,
    param_page_title, param_source, param_medium, param_campaign, param_content, param_term,
    param_gclid, param_user_agent, param_traffic_type, row_in_file, param_engagement_time_msec,
    param_value, ecommerce_purchase_revenue
"""
SCAN_NARROW = "scan: visitor, time, page"
SCAN_ALL = "scan: all columns"
SORT_INTEGERS = "sort by visitor and time: visitor, time, page, hashed to integers"
SORT_TEXTS = "sort by visitor and time: visitor, time, page, as they landed"
SORT_READ = "sort by visitor and time: the columns that it reads, as they landed"
SORT_ALL = "sort by visitor and time: all columns"
COPY = "copy of the event files"
FLOORS = (SCAN_NARROW, SCAN_ALL, SORT_INTEGERS, SORT_TEXTS, SORT_READ, SORT_ALL)

Figures = dict[str, Any]


def floor(name: str, raw: str, folder: str, memory: str) -> Figures:
    """Measure one of FLOORS over `raw_ga4.events`.

    Args:
        name: which.
        raw: DuckDB file with the landed events; read only.
        folder: takes a scratch database and what is spilled; emptied afterwards.
        memory: DuckDB's limit.

    Returns:
        seconds, cpu seconds, rows, and the process's peak in bytes.
    """
    with _scratch(Path(folder), memory) as database:
        database.execute(f"attach '{raw}' as raw (read_only)")
        columns = database.sql("from raw.raw_ga4.events").types
        names = database.sql("from raw.raw_ga4.events").columns
        rows = database.sql("select count(*) from raw.raw_ga4.events").fetchall()[0][0]
        queries = {
            SCAN_NARROW: f"select {_touched(['a', 'b', 'c'], ['VARCHAR', 'BIGINT', 'VARCHAR'])} "
            f"from ({_TEXTS}) as events(a, b, c)",
            SCAN_ALL: f"select {_touched(names, [str(kind) for kind in columns])} "
            "from raw.raw_ga4.events",
            SORT_INTEGERS: f"create table sorted as {_INTEGERS} order by visitor, moment",
            SORT_TEXTS: f"create table sorted as {_TEXTS} order by visitor, moment",
            SORT_READ: f"create table sorted as select {READ} from raw.raw_ga4.events "
            f"order by {VISITOR}, {MOMENT}",
            SORT_ALL: "create table sorted as from raw.raw_ga4.events "
            f"order by {VISITOR}, {MOMENT}",
        }
        return _timed(database, queries[name]) | {"rows": rows}


def copied_files(bucket: str, folder: str, memory: str, every: int = 1) -> Figures:
    """Measure DuckDB copying event files, one in so many, into a table: nested and unhashed."""
    files = sorted(Path(bucket).iterdir())[::every]
    stored = [str(path) for path in files if path.suffix == ".parquet"]
    lines = [str(path) for path in files if ".json" in path.suffixes]
    with _scratch(Path(folder), memory) as database:
        described = database.sql(f"from read_parquet({stored[:1]})")
        shape = dict(zip(described.columns, map(str, described.types), strict=True))
        query = f"from read_parquet({stored})"
        if lines:
            query += f" union all by name from read_json({lines}, columns = {shape})"
        figures = _timed(database, f"create table copied as {query}")
        return figures | {"rows": database.sql("select count(*) from copied").fetchall()[0][0]}


class _scratch:  # noqa: N801 - reads as what it gives
    """A database in a file, as the warehouse is one, that is gone afterwards."""

    def __init__(self, folder: Path, memory: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "floor.duckdb"
        self._path.unlink(missing_ok=True)
        self._database = duckdb.connect(
            str(self._path),
            config={"memory_limit": memory, "temp_directory": str(folder / "spill")},
        )

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)


def _touched(names: list[str], types: list[str]) -> str:
    """Something of every value, so that each is read and none is copied."""
    return ", ".join(
        f'sum(strlen("{name}"))' if kind == "VARCHAR" else f'max("{name}")'
        for name, kind in zip(names, types, strict=True)
    )


def _timed(database: duckdb.DuckDBPyConnection, query: str) -> Figures:
    wall, cpu = time.perf_counter(), time.process_time()
    database.execute(query).fetchall()
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak_bytes(),
    }


def peak_bytes() -> int:
    """The greatest resident size of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
