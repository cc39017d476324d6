"""All of Closed Loop in one lineage graph: raw tables, models, tests as checks, what is published.

Nothing is read when this module is imported; Dagster calls `defs` when it wants the graph.
"""

import json
import warnings

import dagster as dg
from dagster_dbt import get_asset_key_for_model

from orchestration.dbt_project import Parse
from orchestration.defs.automation.alerts import alert_sensors
from orchestration.defs.automation.conditions import finished, when_a_source_lands
from orchestration.defs.automation.schedules import closed_loop_job, daily
from orchestration.defs.ingest.assets import raw_assets
from orchestration.defs.ingest.days import by_day
from orchestration.defs.ingest.landed_days import landed_days
from orchestration.defs.publish.assets import postgres_marts, published_marts
from orchestration.defs.publish.dashboard import dashboard_report
from orchestration.defs.transform.assets import model_assets
from orchestration.defs.transform.exposures import dashboard_specs
from orchestration.defs.transform.resources import installed_dbt
from orchestration.memory import count_objects_seldom
from pipelines.settings import SettingsError, alerts, freshness_hours, load_settings
from pipelines.sources import SYSTEMS


@dg.definitions
def defs() -> dg.Definitions:
    """The graph for the systems that are on.

    Raises:
        SettingsError: a system is on that there is no connector for.
    """
    count_objects_seldom()  # of a graph that all stays
    warnings.filterwarnings("ignore", category=dg.BetaWarning)  # backfill policies: tested here
    settings = load_settings()
    unknown = sorted(set(settings.sources) - set(SYSTEMS))
    if unknown or not settings.sources:
        raise SettingsError(
            "CLOSED_LOOP_SOURCES (or vars: sources: in dbt_project.yml) names"
            f" {', '.join(unknown) or 'nothing'}: it may name {', '.join(sorted(SYSTEMS))}."
        )
    manifest_path = Parse(settings).manifest()
    manifest = json.loads(manifest_path.read_text())
    hours = freshness_hours()
    models = model_assets(manifest_path)
    marts = [
        get_asset_key_for_model([models], node["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    return dg.Definitions(
        assets=[
            *(raw_assets(system, manifest, hours.get(system)) for system in settings.sources),
            *dashboard_specs(manifest),
            *(landed_days(system) for system in settings.sources if by_day(system)),
            models,
            *finished(
                [
                    published_marts(marts, manifest_path),
                    *dashboard_report(),
                    *postgres_marts(),
                ],
                hours.get("published"),
            ),
        ],
        jobs=[closed_loop_job],
        schedules=[daily],
        sensors=[when_a_source_lands(), *alert_sensors(alerts())],
        executor=dg.in_process_executor,  # as in the daily job: one writer
        resources={"dbt": installed_dbt()},
    )
