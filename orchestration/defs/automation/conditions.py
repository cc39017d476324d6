"""What is made again by itself: when a source lands, the models that hang on it, then the publish.

A run that is under way, such as the daily one, makes it wait: what that run makes needs no other.
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.defs.ingest.assets import DATA_ENGINEERING, freshness

WHEN_SOMETHING_CAME = dg.AutomationCondition.eager()
_EVERY_SECONDS = 60


def when_a_source_lands(every_seconds: int = _EVERY_SECONDS) -> dg.SensorDefinition:
    """The sensor that looks for what came; it runs where Dagster's daemon does.

    That is with `make dev`, or in production; `make run` has none.
    """
    return dg.AutomationConditionSensorDefinition(
        "when_a_source_lands",
        target=dg.AssetSelection.all(),
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=every_seconds,
        description="Builds, tests and publishes what hangs on a source that landed outside a run.",
    )


def finished(
    assets: Sequence[dg.AssetsDefinition], hours: tuple[float, float] | None
) -> list[dg.AssetsDefinition]:
    """The assets at the end of the road: owned, made when the marts are, expected every day."""

    def complete(spec: dg.AssetSpec) -> dg.AssetSpec:
        return spec.replace_attributes(
            owners=spec.owners or [DATA_ENGINEERING],
            automation_condition=spec.automation_condition or WHEN_SOMETHING_CAME,
            freshness_policy=spec.freshness_policy or freshness(hours),
        )

    return [asset.map_asset_specs(complete) for asset in assets]
