"""Days of a system landed again: what a vendor restated long ago, or what was lost here.

In Dagster's pages: *Materialize* on `landed_days / <system>`, then the days; or `make backfill`.
Days in a row are one run. Landing again doubles nothing, and cursors stay where they are. What
hangs on the raw tables is made again by itself where Dagster's daemon runs, else by the next
`make run`.
"""

from typing import Any

import dagster as dg

from orchestration.defs.ingest.assets import AGAIN, DATA_ENGINEERING, WRITER_POOL, landed
from orchestration.defs.ingest.days import key_of, partitions
from pipelines.window import Window


def landed_days(system: str, again: dg.RetryPolicy = AGAIN) -> dg.AssetsDefinition:
    """The asset with a partition for each day of a system; to make one is to land it again.

    Args:
        system: one that can be asked for certain days.
        again: how often, and after which pauses, a failure that may pass is tried again.
    """

    @dg.asset(
        key=key_of(system),
        description=(
            f"The days of which records of {system} are landed. Materialize days to land them"
            " again: nothing is doubled. What is new comes by the daily job, which marks its days"
            " here. A day on which the vendor has nothing stays empty."
        ),
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="raw",
        kinds={"dlt", "duckdb", system},
        owners=[DATA_ENGINEERING],
        pool=WRITER_POOL,
        retry_policy=again,
    )
    def land_days(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        days = context.partition_key_range
        window = Window.of(days.start, days.end)
        attempts_left = again.max_retries - context.retry_number
        result = landed(system, attempts_left=attempts_left, window=window)
        for table, rows in sorted(result.rows.items()):
            if rows:
                told: dict[str, Any] = {"rows landed": rows, "days": str(window)}
                context.log_event(dg.AssetMaterialization([f"raw_{system}", table], metadata=told))
        rows = sum(result.tables.values())
        return dg.MaterializeResult(metadata={"rows landed": rows, "days": str(window)})

    return land_days
