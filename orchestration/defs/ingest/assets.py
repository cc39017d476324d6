"""One step a system: it lands every raw table of that system, each an asset of its own.

Asset keys are dbt's names of the sources (`raw_salesforce / lead`), so that raw tables and models
join into one lineage without a translator.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.progress import say
from pipelines.runner import LandError, LandResult, land
from pipelines.settings import SettingsError

WRITER_POOL = "duckdb_writer"


def raw_assets(system: str, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The step that lands one system, with an asset for each raw table the models know of."""
    tables = sorted(
        (source["name"], source["description"])
        for source in manifest["sources"].values()
        if source["source_name"] == f"raw_{system}"
    )

    @dg.multi_asset(
        name=f"land_{system}",
        specs=[
            dg.AssetSpec(
                [f"raw_{system}", table],
                description=description,
                group_name="raw",
                kinds={"dlt", "duckdb"},
                skippable=True,
            )
            for table, description in tables
        ],
        pool=WRITER_POOL,
    )
    def land_system() -> Iterator[dg.MaterializeResult[Any]]:
        say(f"landing {system} …")
        try:
            result = land(system, progress=lambda text: say(f"  {text}"))
        except (LandError, SettingsError) as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        say(f"landing {system}: {summary(result)}")
        for table, _ in tables:
            yield dg.MaterializeResult(
                asset_key=[f"raw_{system}", table],
                metadata={"rows landed": result.tables.get(table, 0)},
            )

    return land_system


def summary(result: LandResult) -> str:
    """One line: how many rows came, how many could not be read, how long it took."""
    rows = sum(result.tables.values())
    refused = f", {result.quarantined:,} quarantined" if result.quarantined else ""
    return f"{rows:,} rows landed{refused} in {result.seconds:.1f} s"
