"""GA4: every event, from the BigQuery event export as files in a bucket or folder.

How data flows: the export's tables are listed; those that are new or changed since the last run are
read by DuckDB, flattened, freed of e-mail addresses (keyed hashes in their place, the plaintext to
the vault) and written as Parquet, which dlt loads as it is. `raw_ga4.events` only grows: Google
writes a daily table again for three days, and an intraday table becomes a daily one, so the same
event comes several times; `raw_ga4.export_files`, one row per version of a table that was read
whole, tells staging which rows are current. A file or row that cannot be read goes to the
quarantine.

What it needs: `[sources.ga4]` bucket_url, a folder or any address that fsspec opens (`gs://…`,
`s3://…`; credentials under `[sources.ga4.credentials]`), with `events_YYYYMMDD` as Parquet or JSON
lines, plain or gzipped, one file or several a table. BigQuery writes them with `EXPORT DATA` or
`bq extract`, one property a folder.

Alone: `python -c "from pipelines.runner import land; print(land('ga4'))"`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.configuration.container import Container
from dlt.common.storages.load_package import LoadPackageStateInjectableContext
from dlt.extract import DltResource, DltSource

from pipelines import settings
from pipelines.door import Bad
from pipelines.landing import Landing
from pipelines.quarantine import quarantine
from pipelines.resources import Field, Resource
from pipelines.settings import Ga4Connection
from pipelines.sources.ga4.columns import hints
from pipelines.sources.ga4.exports import Export, list_exports, open_bucket
from pipelines.sources.ga4.reading import Flattened, Reader, UnreadableExportError
from pipelines.window import WindowError

# Read together: enough to keep all cores busy, little enough to lose when a file is broken.
_BATCH_BYTES = 64 * 1024 * 1024
_BATCH_TABLES = 64
_MOST_BAD_ROWS = 10_000

EVENTS = Resource(
    "ga4",
    "events",
    key=("file_version", "row_in_file"),
    fields=(
        Field("file_version", "text"),
        Field("row_in_file", "integer"),
        Field("file_name", "text"),
        Field("payload", "text"),
    ),
    file_field="file_name",
    row_field="row_in_file",
)
"""What the quarantine keeps of an event; `columns` has the raw table's own."""

EXPORT_FILES = Resource(
    "ga4",
    "export_files",
    key=("file_version",),
    fields=(
        Field("file_version", "text"),
        Field("export_table", "text"),
        Field("export_date", "date"),
        Field("is_intraday", "boolean"),
        Field("file_name", "text"),
        Field("row_count", "integer"),
        Field("quarantined", "integer"),
    ),
)


def source(landing: Landing) -> DltSource:
    """The events, and the list of the tables they came in."""
    export = EventExport(landing, settings.ga4())
    return landing.source(export.events(), landing.table(EXPORT_FILES, lambda: ()))


class EventExport:
    """One property's export."""

    def __init__(self, landing: Landing, connection: Ga4Connection) -> None:
        self._landing = landing
        self._connection = connection

    def events(self) -> DltResource:
        """A dlt resource that fills `events`, and beside it `export_files` and the quarantine.

        One resource, because a table's row in `export_files` must come after its events, in the
        same package.
        """

        def rows() -> Iterator[Any]:
            yield from self._rows()

        made = dlt.resource(
            rows,
            name=EVENTS.table,
            table_name=EVENTS.table,
            write_disposition="append",
            columns=hints(),
            max_table_nesting=0,
        )()
        # A variant starts from the table's own hints: its columns are emptied first.
        for other in (EXPORT_FILES, quarantine(self._landing.system)):
            for columns in ({}, other.columns()):
                made.apply_hints(
                    table_name=other.table,
                    write_disposition={"disposition": "merge", "strategy": "delete-insert"},
                    columns=columns,
                    create_table_variant=True,
                )
        return made

    def _rows(self) -> Iterator[Any]:
        known = dlt.current.source_schema().tables.get(EVENTS.table, {}).get("columns", {})
        if not hints().keys() <= known.keys():
            yield dlt.mark.materialize_table_schema()
        versions = dlt.current.resource_state().setdefault("versions", {})
        filesystem = open_bucket(self._connection.bucket_url)
        exports = list_exports(filesystem, self._connection.bucket_url, self._connection.file_glob)
        fresh = self._wanted(exports, versions)
        if not fresh:
            return
        folder = _empty_folder()
        with Reader(filesystem, self._landing.keys, folder) as reader:
            for batch in _batches(fresh):
                yield from self._landed(reader, batch)
                versions.update({one.table: one.version for one in batch})
        shutil.rmtree(folder, ignore_errors=True)

    def _wanted(self, exports: list[Export], versions: dict[str, str]) -> list[Export]:
        """The tables that are new or changed, or those of the days to land again."""
        window = self._landing.window
        if window is None:
            return [one for one in exports if versions.get(one.table) != one.version]
        wanted = [one for one in exports if one.day in window]
        if not wanted:
            raise WindowError(
                f"the export holds no table of {window}: BigQuery must export those days again "
                f"before they can be landed."
            )
        return wanted

    def _landed(self, reader: Reader, batch: list[Export]) -> Iterator[Any]:
        """What dlt loads for these tables; where one is broken, they are read one by one."""
        try:
            flat = reader.flatten(batch, _load_id())
        except UnreadableExportError as error:
            if len(batch) == 1:
                yield self._refused(batch[0], str(error))
                return
            for one in batch:
                yield from self._landed(reader, [one])
            return
        if any(count > _MOST_BAD_ROWS for count in flat.bad.values()) and len(batch) > 1:
            flat.path.unlink()
            for one in batch:
                yield from self._landed(reader, [one])
            return
        yield from self._yielded(reader, batch, flat)

    def _yielded(self, reader: Reader, batch: list[Export], flat: Flattened) -> Iterator[Any]:
        worst = max(flat.bad.values(), default=0)
        if worst > _MOST_BAD_ROWS:
            flat.path.unlink()
            yield self._refused(batch[0], f"has {worst:,} rows that are no GA4 events")
            return
        self._landing.vault.keep(flat.plaintexts)
        rows = sum(flat.rows.values())
        self._landing.read += rows + sum(flat.bad.values())
        if rows:
            yield dlt.mark.with_file_import(str(flat.path), "parquet", rows)
            self._landing.count(EVENTS.table, rows)
        flat.path.unlink()
        for one in batch:
            if flat.bad.get(one.version):
                yield self._quarantined(_bad_rows(reader, one))
        table = pa.Table.from_pylist(
            [_export_row(one, flat) for one in batch], schema=EXPORT_FILES.arrow_schema()
        )
        yield dlt.mark.with_table_name(_with_row_ids(table), EXPORT_FILES.table)
        self._landing.count(EXPORT_FILES.table, len(batch))

    def _refused(self, export: Export, reason: str) -> Any:
        self._landing.read += 1
        record = {"file_version": export.version, "row_in_file": 0, "file_name": export.name}
        return self._quarantined([Bad(reason, None, record)])

    def _quarantined(self, bad: list[Bad]) -> Any:
        marked = self._landing.quarantine(EVENTS, bad)
        marked.data = _with_row_ids(marked.data)
        return marked


def _with_row_ids(table: pa.Table) -> pa.Table:
    """The table with its key as dlt's row id too; `.dlt/config.toml` says why dlt makes none."""
    return table.append_column("_dlt_id", table.column(0))


def _bad_rows(reader: Reader, export: Export) -> list[Bad]:
    return [
        Bad(
            reason,
            field,
            {
                "file_version": export.version,
                "row_in_file": number,
                "file_name": export.name,
                "payload": payload,
            },
        )
        for number, field, reason, payload in reader.bad_rows(export, _MOST_BAD_ROWS)
    ]


def _export_row(export: Export, flat: Flattened) -> dict[str, Any]:
    return {
        "file_version": export.version,
        "export_table": export.table,
        "export_date": export.day,
        "is_intraday": export.is_intraday,
        "file_name": export.name,
        "row_count": flat.rows.get(export.version, 0),
        "quarantined": flat.bad.get(export.version, 0),
    }


def _batches(exports: list[Export]) -> Iterator[list[Export]]:
    batch: list[Export] = []
    size = 0
    for one in exports:
        if batch and (size + one.size > _BATCH_BYTES or len(batch) == _BATCH_TABLES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def _empty_folder() -> Path:
    """A folder beside dlt's own, so that dlt can link the files instead of copying them."""
    folder = Path(dlt.current.pipeline().working_dir) / "event_files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def _load_id() -> str:
    """The id of the package being extracted; imported files must carry it themselves."""
    return str(Container()[LoadPackageStateInjectableContext].load_id)


__all__ = ["EventExport", "source"]
