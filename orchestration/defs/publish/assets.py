"""Publish what was built and passed its tests, whoever built it."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from orchestration.audit import withheld
from orchestration.defs.ingest.assets import AGAIN, WRITER_POOL
from orchestration.production_copy import keep_state
from orchestration.progress import say
from orchestration.publication import Publication, PublicationError, current_folder, publish
from pipelines.destinations.postgres import copy_version
from pipelines.errors import Explained
from pipelines.locks import hold
from pipelines.settings import load_settings, postgres


def published_marts(marts: Sequence[dg.AssetKey], manifest: Path) -> dg.AssetsDefinition:
    """The asset that stands for the published version: it hangs on every mart.

    Developers build beside it, so dbt's `manifest` is kept with what was published.
    """

    @dg.asset(
        name="published_marts",
        deps=list(marts),
        group_name="published",
        kinds={"duckdb", "parquet"},
        description="The marts as readers see them: data/published/current, whole versions only.",
        pool=WRITER_POOL,
    )
    def publish_marts() -> dg.MaterializeResult[None]:
        settings = load_settings()
        data = settings.data_dir
        say("publishing …")
        try:
            with (
                hold(data / "warehouse.lock", "reading the marts"),
                hold(data / "published.lock", "publishing"),
            ):
                # Another run may have built it, or a person in a shell.
                if why := withheld(data / "warehouse.duckdb"):
                    raise dg.Failure(why, allow_retries=False)
                publication = publish(
                    data / "warehouse.duckdb", data / "published", settings.kept_versions
                )
                keep_state(data, manifest)
        except Explained as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        said = news(publication)
        say(f"publishing: {said}")
        return dg.MaterializeResult(
            metadata={
                "version": publication.version,
                "is new": publication.is_new,
                "what readers see": said,
                "rows": dg.MetadataValue.json(publication.rows),
                "added": dg.MetadataValue.json(publication.added),
            }
        )

    return publish_marts


def news(publication: Publication) -> str:
    """What readers see after a publish, in a sentence."""
    stands = f"version {publication.version} stands"
    if publication.withheld:
        return (
            f"{stands}: what was built is version {publication.withheld}, which was withdrawn;"
            f" make rollback VERSION={publication.withheld} publishes it after all"
        )
    return (
        f"version {publication.version} is new"
        if publication.is_new
        else (f"{stands}: nothing had changed")
    )


def postgres_marts(again: dg.RetryPolicy = AGAIN) -> list[dg.AssetsDefinition]:
    """The asset that stands for the marts in PostgreSQL; none where nothing says there is one.

    Apart from the files: should it fail, they are published all the same.

    Args:
        again: how often, and after which pauses, a failure that may pass is tried again.
    """
    if postgres() is None:
        return []

    @dg.asset(
        name="postgres_marts",
        deps=["published_marts"],
        group_name="published",
        kinds={"postgres", "dlt"},
        description="The published marts in PostgreSQL, all of one version.",
        pool=WRITER_POOL,
        retry_policy=again,
    )
    def copy_marts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        data = load_settings().data_dir
        connection = postgres()
        say("publishing to PostgreSQL …")
        try:
            with hold(data / "published.lock", "the published versions"):
                folder = current_folder(data / "published")
                if connection is None or folder is None:
                    raise PublicationError("Nothing is published yet: make run")
                copied = copy_version(connection, folder, data)
        except Explained as error:
            attempts_left = again.max_retries - context.retry_number
            if error.may_pass and attempts_left > 0:
                say(f"{error} Trying again soon ({attempts_left} more times).")
            raise dg.Failure(str(error), allow_retries=error.may_pass) from None
        say(f"publishing to PostgreSQL: version {copied.version}, {len(copied.replaced)} new marts")
        return dg.MaterializeResult(
            metadata={
                "version": copied.version,
                "rows replaced": dg.MetadataValue.json(copied.replaced),
                "marts removed": dg.MetadataValue.json(copied.removed),
            }
        )

    return [copy_marts]
