"""The one job of the road, and the hour it runs every day."""

import dagster as dg

from orchestration.defs.ingest.days import days_of_every_system

# One process runs all steps, one after the other: the DuckDB files have one writer.
closed_loop_job = dg.define_asset_job(
    "closed_loop",
    selection=dg.AssetSelection.all() - days_of_every_system(),
    executor_def=dg.in_process_executor,
    description="Land every system that is on, build and test the models, publish.",
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=closed_loop_job,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    description="Every day at 05:00 UTC, once ad platforms and the GA4 export closed the day.",
)
