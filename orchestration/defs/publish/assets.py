"""Publish what was built and passed its tests; a failed test upstream means this never runs."""

from collections.abc import Sequence

import dagster as dg

from orchestration.defs.ingest.assets import WRITER_POOL
from orchestration.progress import say
from orchestration.publication import PublicationError, publish
from pipelines.locks import hold
from pipelines.settings import load_settings


def published_marts(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that stands for the published version: it hangs on every mart."""

    @dg.asset(
        name="published_marts",
        deps=list(marts),
        group_name="published",
        kinds={"duckdb", "parquet"},
        description="The marts as readers see them: data/published/current, whole versions only.",
        pool=WRITER_POOL,
    )
    def publish_marts() -> dg.MaterializeResult[None]:
        data = load_settings().data_dir
        say("publishing …")
        try:
            with (
                hold(data / "warehouse.lock", "reading the marts"),
                hold(data / "published.lock", "publishing"),
            ):
                publication = publish(data / "warehouse.duckdb", data / "published")
        except PublicationError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        news = "is new" if publication.is_new else "stands: nothing had changed"
        say(f"publishing: version {publication.version} {news}")
        return dg.MaterializeResult(
            metadata={
                "version": publication.version,
                "is new": publication.is_new,
                "rows": dg.MetadataValue.json(publication.rows),
                "added": dg.MetadataValue.json(publication.added),
            }
        )

    return publish_marts
