"""Runs a dlt pipeline so that a kill at any point heals by itself.

dlt keeps what it does as packages in a working folder, and most kills heal by finishing them. Two
do not: killed between renaming a normalised package and deleting the extracted one, every later run
fails with `OSError: Directory not empty`; killed between completing a package and moving it, with
`LoadPackageAlreadyCompleted`. Whatever fails outside of the source, the answer is the same: wipe
the working folder (its state comes back from the destination, where it was committed with the data)
and read again. Loads are delete-insert on flat tables, so what is read twice is there once.
"""

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dlt
import duckdb
from dlt.common.pipeline import NormalizeInfo
from dlt.extract import DltSource
from dlt.extract.exceptions import ResourceExtractionError

from pipelines.errors import Explained
from pipelines.landing import Landing, silent
from pipelines.locks import LockError, hold, is_open_elsewhere, wait_until_free
from pipelines.quarantine import TABLE as QUARANTINE
from pipelines.settings import Settings, load_settings
from pipelines.sources import SYSTEMS
from pipelines.window import Window

ATTEMPTS = 3
# What DuckDB may hold while it writes raw: left alone it keeps the table it fills in memory, which
# was 4 GB at five million events and would be most of the machine at fifty.
MEMORY = "2GB"
# A run that was killed leaves one package, a kill while healing it one more.
_MOST_PENDING = 5


class LandError(Explained):
    """A system could not be landed."""


class _SourceFault(Exception):  # noqa: N818 - never leaves this module
    """A source module failed before dlt asked it for anything."""


@dataclass(frozen=True)
class LandResult:
    """What a landing did.

    Attributes:
        system: the source system.
        tables: rows landed, by raw table.
        quarantined: records that did not pass the door.
        read: records that came.
        seconds: how long it took.
    """

    system: str
    tables: dict[str, int]
    quarantined: int
    read: int
    seconds: float

    @property
    def rows(self) -> dict[str, int]:
        """Rows that came into every raw table, the quarantine among them."""
        return self.tables | {QUARANTINE: self.quarantined}


def land(
    system: str,
    *,
    progress: Callable[[str], None] = silent,
    settings: Settings | None = None,
    window: Window | None = None,
) -> LandResult:
    """Land one system in `raw_<system>`: finish what a killed run left, then read once.

    Safe at any time and any number of times; what was landed already is not doubled.

    Args:
        system: a name in `pipelines.sources.SYSTEMS`.
        progress: told now and then which table has how many rows.
        settings: read from the environment if not given.
        window: land these days again instead of what is new; cursors stay where they are.

    Raises:
        LandError: one sentence: what, where, what to do.
    """
    started = time.monotonic()
    settings = settings or load_settings()
    if system not in SYSTEMS:
        raise LandError(
            f"No system is called {system!r}: `sources` may name {', '.join(sorted(SYSTEMS))}."
        )
    _check_configuration()
    try:
        with hold(settings.data_dir / "raw.lock", "the raw database"):
            _private(settings.dlt_dir)
            with _origin(system, settings):
                _wait(settings, progress)
                landing = _land(system, settings, progress, window)
    except LockError as error:
        raise LandError(str(error)) from None
    return LandResult(
        system=system,
        tables=dict(landing.landed),
        quarantined=landing.quarantined,
        read=landing.read,
        seconds=time.monotonic() - started,
    )


def _land(
    system: str, settings: Settings, progress: Callable[[str], None], window: Window | None
) -> Landing:
    failure: Exception | None = None
    for _ in range(ATTEMPTS):
        landing = Landing(system, settings, progress, window)
        try:
            _run(landing)
        except Exception as error:  # noqa: BLE001 - whatever dlt fails with, a clean folder heals it
            said = _said(system, error)
            if said:
                raise LandError(said).passing(_may_pass(error)) from None
            failure = error
            if any(is_open_elsewhere(cause) for cause in _causes(error)):
                _wait(settings, progress)  # nothing is broken: somebody opened it after we looked
            else:
                _wipe(system, settings)
        else:
            return landing
        finally:
            landing.close()
    raise LandError(
        f"{system} could not be loaded into {settings.raw_database} in {ATTEMPTS} attempts "
        f"({_names(failure)}): see that the disk has room and the file is writable, then run again."
    ) from None


def _wait(settings: Settings, progress: Callable[[str], None]) -> None:
    wait_until_free(settings.raw_database, "the raw database", progress)


def _run(landing: Landing) -> None:
    """Finish what is pending, then extract, normalise and load once.

    One connection for all of it: dlt's own opens the file, and writes it through, for every job.
    """
    with duckdb.connect(landing.settings.raw_database) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        _run_with(connection, landing)


def _run_with(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    pipeline = dlt.pipeline(
        pipeline_name=_pipeline_name(landing.system),
        pipelines_dir=str(landing.settings.dlt_dir.resolve()),
        destination=dlt.destinations.duckdb(
            connection,
            replace_strategy="insert-from-staging",  # any other shows readers an empty table
        ),
        dataset_name=f"raw_{landing.system}",
    )
    try:
        pipeline.sync_destination()
        finished = _finish_pending(pipeline)
        # A kill between committing a package and saving the state leaves the cursor before what
        # has just been loaded: the destination's state is the newer one.
        pipeline.sync_destination()
        pipeline.extract(_source(landing), loader_file_format="parquet")
        rows = _rows(pipeline.normalize())
        pipeline.load()
    finally:
        pipeline.deactivate()
    handed = landing.landed + Counter({QUARANTINE: landing.quarantined})
    if any(rows[table] != handed[table] for table in handed):
        raise LandError(
            f"{landing.system}: the records that passed the door are not the rows that were loaded "
            f"({sum(handed.values()):,} and {sum(rows.values()):,}): a fault of the program."
        )
    landing.landed = finished + rows
    del landing.landed[QUARANTINE]


def _source(landing: Landing) -> DltSource:
    try:
        return SYSTEMS[landing.system](landing)
    except Exception as error:
        raise _SourceFault from error


def _finish_pending(pipeline: dlt.Pipeline) -> Counter[str]:
    # dlt's own `run` would load what is pending and return without looking at the source.
    rows: Counter[str] = Counter()
    for _ in range(_MOST_PENDING):
        if not pipeline.has_pending_data:
            return rows
        if pipeline.list_extracted_load_packages():
            rows += _rows(pipeline.normalize())
        if pipeline.list_normalized_load_packages():
            pipeline.load()
    raise RuntimeError("packages stay pending")


def _rows(info: NormalizeInfo | None) -> Counter[str]:
    counted = info.row_counts if info else {}
    return Counter({table: rows for table, rows in counted.items() if not table.startswith("_dlt")})


def _said(system: str, error: Exception) -> str | None:
    """The sentence for the user if wiping cannot help: a source's fault, or an explained one.

    Other texts may quote records, addresses or credentials, so of these only the type is told.
    """
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, Explained):
            return f"{system}: {cause}"
    if any(isinstance(cause, ResourceExtractionError | _SourceFault) for cause in chain):
        return (
            f"{system} could not be read ({_names(error)}): this is a fault of its source module."
        )
    return None


def _may_pass(error: Exception) -> bool:
    """Whether the one that explains the failure says that the same may go well later."""
    explained = (cause for cause in _causes(error) if isinstance(cause, Explained))
    return any(cause.may_pass for cause in explained)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _names(error: BaseException | None) -> str:
    names = [type(cause).__name__ for cause in _causes(error)]
    return ", ".join(dict.fromkeys(reversed(names)))


def _pipeline_name(system: str) -> str:
    return f"closed_loop_{system}"


def _wipe(system: str, settings: Settings) -> None:
    shutil.rmtree(settings.dlt_dir / _pipeline_name(system), ignore_errors=True)


def _check_configuration() -> None:
    # Without these columns staging could neither see half a load nor a doubled one.
    if not dlt.config.get("normalize.parquet_normalizer.add_dlt_id"):
        raise LandError(
            f"No .dlt/config.toml of this project in {Path.cwd()}: start from the project's folder."
        )


def _private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


@contextmanager
def _origin(system: str, settings: Settings) -> Iterator[None]:
    """Refuse to put a vendor's records on top of the sample company's, or the other way round."""
    if system == "files":
        yield
        return
    note = settings.dlt_dir / f"{system}.origin.json"
    origin = "sandbox" if settings.sandbox else "live"
    known = json.loads(note.read_text()).get("origin") if note.exists() else None
    if known not in (None, origin):
        raise LandError(
            f"{system} in {settings.data_dir} was landed from the {known} system, and this run is "
            f"{origin} (CLOSED_LOOP_SANDBOX): set CLOSED_LOOP_DATA_DIR to another folder, or "
            f"delete {settings.data_dir} to start anew."
        )
    if known is None:
        part = note.with_suffix(".part")
        part.write_text(json.dumps({"origin": origin}))
        part.replace(note)
    try:
        yield
    except Explained:
        if known is None and not _has_landed(system, settings):
            note.unlink(missing_ok=True)
        raise


def _has_landed(system: str, settings: Settings) -> bool:
    if not settings.raw_database.exists():
        return False
    try:
        with duckdb.connect(str(settings.raw_database)) as database:
            found = database.execute(
                "select 1 from information_schema.schemata where schema_name = ?",
                (f"raw_{system}",),
            ).fetchone()
    except duckdb.Error:
        return True
    return found is not None
