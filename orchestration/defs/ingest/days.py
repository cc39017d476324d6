"""The days of a system: partitions of the asset `landed_days / <system>`.

The raw tables themselves have no partitions: every day they are asked for what is new, which may be
of any day, and what has partitions is only ever asked for some of them.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import dagster as dg
import duckdb

from pipelines.settings import first_day
from pipelines.window import Window, WindowError

_PREFIX = "landed_days"
# In which column of its raw tables a system dates its records; what is not here has no days.
_DATED_BY = {"ga4": "export_date", "google_ads": "date", "salesforce": "system_modstamp"}


def by_day(system: str) -> bool:
    """Whether the system can be asked for certain days."""
    return system in _DATED_BY


def key_of(system: str) -> dg.AssetKey:
    """The asset whose partitions are the days of a system."""
    return dg.AssetKey([_PREFIX, system])


def days_of_every_system() -> dg.AssetSelection:
    """All assets whose partitions are days."""
    return dg.AssetSelection.key_prefixes(_PREFIX)


def partitions() -> dg.DailyPartitionsDefinition:
    """Up to today: of a day that is not over there may be records, too."""
    return dg.DailyPartitionsDefinition(first_day().isoformat(), timezone="UTC", end_offset=1)


def days_between(system: str, first: str, last: str) -> Window:
    """The days to land again, if they can be.

    Raises:
        WindowError: the system has no days, or these are none that it offers.
    """
    if not by_day(system):
        raise WindowError(
            f"{system} are read whole whenever they change, so there are no days to land again: "
            "put them right and run make run."
        )
    window = Window.of(first, last)
    since, today = first_day(), datetime.now(UTC).date()
    if window.first < since or window.last > today:
        raise WindowError(
            f"{window}: days from {since} to today ({today} UTC) can be landed again; the first is"
            " vars: first_day: in dbt_project.yml."
        )
    return window


def marks(
    raw: duckdb.DuckDBPyConnection, system: str, since: datetime
) -> list[dg.AssetMaterialization]:
    """A mark for each day of which rows came in loads that were completed since then."""
    offered = set(partitions().get_partition_keys()) if by_day(system) else set()
    return [
        dg.AssetMaterialization(key_of(system), partition=str(day))
        for day in _days_with_rows(raw, system, since)
        if str(day) in offered
    ]


def _days_with_rows(raw: duckdb.DuckDBPyConnection, system: str, since: datetime) -> Sequence[date]:
    schema, column = f"raw_{system}", _DATED_BY.get(system)
    tables = raw.execute(
        "select table_name from duckdb_columns() where schema_name = ? and column_name = ?",
        [schema, column],
    ).fetchall()
    if not tables:
        return []
    days = " union all ".join(
        f'select cast("{column}" as date) as day from {schema}."{table}"'
        " where _dlt_load_id in (select load_id from loads)"
        for (table,) in tables
    )
    raw.execute("set TimeZone = 'UTC'")  # the day of an instant, as the vendor's windows count it
    found = raw.execute(
        f"with loads as (select load_id from {schema}._dlt_loads"
        f" where status = 0 and inserted_at >= ?) select distinct day from ({days})"
        " where day is not null order by day",
        [since],
    ).fetchall()
    return [day for (day,) in found]
