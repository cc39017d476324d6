"""Dashboards at the end of the lineage: what dbt's exposures say reads the marts.

Nothing here is made by a run: whoever opens a page reads the version that is published then.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg


def dashboard_specs(manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """A dashboard as Dagster shows it: what it is, whose, where, and the marts it reads."""
    return [
        dg.AssetSpec(
            ["dashboards", exposure["name"].removeprefix("dashboard_")],
            deps=[
                dg.AssetKey([mart["schema"], mart["name"]])
                for mart in map(manifest["nodes"].get, exposure["depends_on"]["nodes"])
                if mart
            ],
            description=exposure["description"],
            owners=[exposure["owner"]["email"]],
            group_name="dashboards",
            kinds={"streamlit"},
            metadata={"where": dg.MetadataValue.url(exposure["url"])},
        )
        for exposure in manifest["exposures"].values()
        if exposure["type"] == "dashboard"
    ]
