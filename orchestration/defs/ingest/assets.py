"""One step a system: it lands every raw table of that system, each an asset of its own.

Asset keys are dbt's names of the sources (`raw_salesforce / lead`), so that raw tables and models
join into one lineage without a translator.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import duckdb
from dagster._core.definitions.metadata import TableMetadataSet

from orchestration.defs.ingest.days import marks
from orchestration.progress import say
from pipelines.locks import LockError, hold, wait_until_free
from pipelines.runner import LandError, LandResult, land
from pipelines.settings import SettingsError, load_settings
from pipelines.window import Window

WRITER_POOL = "duckdb_writer"
_EMPTY = TableMetadataSet(row_count=0)
_COLUMNS = """
    select table_name, column_name, data_type
    from duckdb_columns()
    where schema_name = ? and list_contains(?, table_name)
    order by table_name, column_index
"""
DATA_ENGINEERING = "team:data_engineering"
# A vendor that is busy or a network that is down: after about 30, 90 and 210 s. Each attempt
# has asked every question several times by then (`[runtime]` in .dlt/config.toml).
AGAIN = dg.RetryPolicy(
    max_retries=3, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)


def freshness(hours: tuple[float, float] | None) -> dg.FreshnessPolicy | None:
    """Late and stale after so many hours without news; no policy if nobody said after how many."""
    if hours is None:
        return None
    late, stale = (timedelta(hours=one) for one in hours)
    return dg.FreshnessPolicy.time_window(fail_window=stale, warn_window=late)


def raw_assets(
    system: str,
    manifest: Mapping[str, Any],
    hours: tuple[float, float] | None = None,
    again: dg.RetryPolicy = AGAIN,
) -> dg.AssetsDefinition:
    """The step that lands one system, with an asset for each raw table the models know of.

    Args:
        system: a name in `pipelines.sources.SYSTEMS`.
        manifest: dbt's, which names the raw tables.
        hours: after how many without a landing it is late, and stale.
        again: how often, and after which pauses, a failure that may pass is tried again.
    """
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
                kinds={"dlt", "duckdb", system},
                owners=[DATA_ENGINEERING],
                freshness_policy=freshness(hours),
                skippable=True,
            )
            for table, description in tables
        ],
        pool=WRITER_POOL,
        retry_policy=again,
    )
    def land_system(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        say(f"landing {system} …")
        started = datetime.now(UTC)
        result = landed(system, attempts_left=again.max_retries - context.retry_number)
        there, days = looked_at(system, [table for table, _ in tables], started)
        for day in days:
            context.log_event(day)
        for table, _ in tables:
            yield dg.MaterializeResult(
                asset_key=[f"raw_{system}", table],
                metadata={"rows landed": result.rows.get(table, 0), **there.get(table, _EMPTY)},
            )

    return land_system


def landed(system: str, attempts_left: int = 0, window: Window | None = None) -> LandResult:
    """Land a system and say so.

    Raises:
        dg.Failure: one sentence; to be tried again only if it is of a kind that may pass.
    """
    try:
        result = land(system, progress=lambda text: say(f"  {text}"), window=window)
    except (LandError, SettingsError) as error:
        if error.may_pass and attempts_left > 0:
            say(f"landing {system}: {error} Trying again soon ({attempts_left} more times).")
        raise dg.Failure(str(error), allow_retries=error.may_pass) from None
    say(f"landing {system}: {summary(result)}")
    return result


def looked_at(
    system: str, tables: Sequence[str], since: datetime
) -> tuple[dict[str, TableMetadataSet], list[dg.AssetMaterialization]]:
    """The rows and columns that raw tables have now, and marks for the days landed since then.

    Raises:
        dg.Failure: another program kept the file all the time, or it cannot be read.
    """
    settings = load_settings()
    database = settings.raw_database
    try:
        with hold(settings.data_dir / "raw.lock", "the raw database"):
            wait_until_free(database, "the raw database", say)
            with duckdb.connect(str(database), read_only=True) as raw:
                return _described(raw, f"raw_{system}", tables), marks(raw, system, since)
    except LockError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except duckdb.Error as error:
        raise dg.Failure(
            f"{system} is landed, but {database} cannot be read ({type(error).__name__}): see that "
            "it is there, whole and closed in every other program, then run again.",
            allow_retries=False,
        ) from None


def _described(
    raw: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str]
) -> dict[str, TableMetadataSet]:
    """By table that is there, its rows, and its columns as dlt made them."""
    columns: dict[str, list[dg.TableColumn]] = {}
    for table, name, kind in raw.execute(_COLUMNS, [schema, list(tables)]).fetchall():
        columns.setdefault(table, []).append(dg.TableColumn(name, kind))
    described = {}
    for table, found in columns.items():
        count = raw.execute(f'select count(*) from {schema}."{table}"').fetchone()
        described[table] = TableMetadataSet(
            row_count=count[0] if count else None, column_schema=dg.TableSchema(found)
        )
    return described


def summary(result: LandResult) -> str:
    """One line: how many rows came, how many could not be read, how long it took."""
    rows = sum(result.tables.values())
    refused = f", {result.quarantined:,} quarantined" if result.quarantined else ""
    return f"{rows:,} rows landed{refused} in {result.seconds:.1f} s"
