"""A small graph for a real daemon: landing, automation and alerts are the road's own, models count.

`dagster … -m tests.orchestration.live_graph`, with a folder for notes in LIVE_GRAPH_NOTES: a file
`broken` there makes the model of visits fail, `doubtful` its check.
"""

import os
from datetime import timedelta
from pathlib import Path

import dagster as dg

from orchestration.defs.automation.alerts import alert_sensors
from orchestration.defs.automation.conditions import (
    WHEN_SOMETHING_CAME,
    finished,
    when_a_source_lands,
)
from orchestration.defs.automation.schedules import closed_loop_job, daily
from orchestration.defs.ingest.assets import raw_assets
from orchestration.defs.ingest.landed_days import landed_days
from pipelines.settings import alerts

NOTES = "LIVE_GRAPH_NOTES"
REASON = "visits cannot be built: a column is missing."
SHORTEST_WINDOW = timedelta(minutes=1)  # that Dagster allows
_MANIFEST = {
    "sources": {
        f"{system}.{table}": {"source_name": f"raw_{system}", "name": table, "description": "…"}
        for system, tables in {"ga4": ["events", "export_files"], "salesforce": ["lead"]}.items()
        for table in tables
    }
}


def _is_noted(what: str) -> bool:
    return (Path(os.environ[NOTES]) / what).exists()


@dg.asset(deps=[["raw_ga4", "events"]], automation_condition=WHEN_SOMETHING_CAME)
def visits() -> None:
    """Hangs on GA4."""
    if _is_noted("broken"):
        raise dg.Failure(REASON)


@dg.asset(deps=[["raw_salesforce", "lead"]], automation_condition=WHEN_SOMETHING_CAME)
def deals() -> None:
    """Hangs on Salesforce."""


@dg.asset_check(asset=visits)
def visits_have_owners() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not _is_noted("doubtful"), severity=dg.AssetCheckSeverity.WARN
    )


@dg.asset(deps=[visits, deals])
def published_marts() -> None:
    """Hangs on both."""


@dg.asset(freshness_policy=dg.FreshnessPolicy.time_window(SHORTEST_WINDOW))
def rates() -> None:
    """Nobody lands them again by themselves."""


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(
        assets=[
            raw_assets("ga4", _MANIFEST),
            raw_assets("salesforce", _MANIFEST),
            landed_days("ga4"),
            visits,
            deals,
            rates,
            *finished([published_marts], None),
        ],
        asset_checks=[visits_have_owners],
        jobs=[closed_loop_job],
        schedules=[daily],
        sensors=[
            when_a_source_lands(every_seconds=1),
            *alert_sensors(alerts(), look_every_seconds=1, watch_every_seconds=1),
        ],
        executor=dg.in_process_executor,
    )
