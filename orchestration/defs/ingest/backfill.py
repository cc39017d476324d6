"""Days of a system landed again: what a vendor restated long ago, or what was lost here.

A job a system, by day: in Dagster's pages, *Launch backfill* takes the days, one run each; the
command `make backfill` takes all of them in one run. Landing again doubles nothing, and cursors
stay where they are. What hangs on the raw tables is made again by itself where Dagster's daemon
runs, else by the next `make run`.
"""

from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.defs.ingest.assets import AGAIN, WRITER_POOL, landed
from pipelines.window import Window, WindowError

_FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
_WHOLE_EACH_TIME = {"files"}


class Days(dg.Config):
    """The days to land again, both included, as YYYY-MM-DD."""

    first: str
    last: str


def by_day(system: str) -> bool:
    """Whether the system can be asked for certain days."""
    return system not in _WHOLE_EACH_TIME


def backfill_job(system: str) -> dg.JobDefinition:
    """The job that lands days of a system again."""
    step = f"land_days_of_{system}"

    @dg.daily_partitioned_config(start_date=_FIRST_DAY, timezone="UTC", end_offset=1)
    def day(start: datetime, _end: datetime) -> dict[str, Any]:
        return days_of(system, start.date().isoformat(), start.date().isoformat())

    @dg.op(name=step, pool=WRITER_POOL, retry_policy=AGAIN)
    def land_days(context: dg.OpExecutionContext, config: Days) -> None:
        try:
            window = Window.of(config.first, config.last)
        except WindowError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        attempts_left = AGAIN.max_retries - context.retry_number
        result = landed(system, attempts_left=attempts_left, window=window)
        for table, rows in sorted(result.tables.items()):
            if rows:
                metadata: dict[str, Any] = {"rows landed": rows, "days": str(window)}
                context.log_event(
                    dg.AssetMaterialization([f"raw_{system}", table], metadata=metadata)
                )

    @dg.job(
        name=f"backfill_{system}",
        config=day,
        executor_def=dg.in_process_executor,
        description=f"Land days of {system} again, without doubling anything.",
    )
    def backfill() -> None:
        land_days()

    return backfill


def days_of(system: str, first: str, last: str) -> dict[str, Any]:
    """The run configuration of a backfill."""
    return {"ops": {f"land_days_of_{system}": {"config": {"first": first, "last": last}}}}
