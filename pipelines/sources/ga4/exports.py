"""Which export tables lie in the bucket or folder, and in which version.

BigQuery names a day's table `events_YYYYMMDD`, and while the day runs `events_intraday_YYYYMMDD`.
On disk one table is one file (`events_20260601.parquet`, `.json`, `.json.gz`, …) or several: parts
in a folder of that name, or files that begin with it (`events_20260601-000000000001.json.gz`).
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Literal

from dlt.common.configuration import resolve_configuration
from dlt.common.configuration.exceptions import ConfigurationException
from dlt.common.storages.configuration import FilesystemConfiguration
from dlt.common.storages.fsspec_filesystem import fsspec_from_config, glob_files
from fsspec import AbstractFileSystem

from pipelines.errors import SourceError

# What a bucket answers that will not be otherwise in a minute.
_LASTING = (FileNotFoundError, PermissionError, ValueError)
_TABLE = re.compile(r"events_(?P<intraday>intraday_)?(?P<day>\d{8})(?=[^0-9]|$)")
_FORMATS: dict[str, Literal["parquet", "json"]] = {
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


@dataclass(frozen=True)
class ExportFile:
    """One file: where DuckDB finds it, and what tells that it changed."""

    address: str
    name: str
    size: int
    modified: datetime
    format: Literal["parquet", "json"]


@dataclass(frozen=True)
class Export:
    """One export table: a day's events, in one file or several."""

    table: str
    day: date
    is_intraday: bool
    files: tuple[ExportFile, ...]

    @property
    def name(self) -> str:
        """The file, or what the names of its files have in common up to the table's name."""
        if len(self.files) == 1:
            return self.files[0].name
        first = self.files[0].name
        return first[: first.index(self.table) + len(self.table)]

    @property
    def version(self) -> str:
        """Changes when a file of it comes, goes, or is written again."""
        facts = [f"{one.name}|{one.size}|{one.modified.isoformat()}" for one in self.files]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self.files)


def open_bucket(bucket_url: str) -> AbstractFileSystem:
    """The file system behind an address; credentials as dlt resolves them for `sources.ga4`.

    Raises:
        SourceError: the address is of no kind that can be opened here.
    """
    try:
        given = FilesystemConfiguration(bucket_url=bucket_url)
        config = resolve_configuration(given, sections=("sources", "ga4"))
        filesystem, _ = fsspec_from_config(config)
    except (ConfigurationException, ImportError, ValueError) as error:
        raise SourceError(
            f"ga4's bucket_url {bucket_url} cannot be opened ({type(error).__name__}): check the "
            f"address, install its fsspec package, and set [sources.ga4.credentials]."
        ) from None
    return filesystem


def list_exports(filesystem: AbstractFileSystem, bucket_url: str, file_glob: str) -> list[Export]:
    """The export tables under an address, in the order of their names.

    Raises:
        SourceError: the address cannot be listed, or holds the same table twice.
    """
    is_local = "file" in filesystem.protocol
    found: dict[str, list[ExportFile]] = defaultdict(list)
    days: dict[str, tuple[date, bool]] = {}
    try:
        items = {
            item["relative_path"]: item
            for pattern in (file_glob, f"{file_glob}/**")
            for item in glob_files(filesystem, bucket_url, pattern)
        }
    except (OSError, ValueError) as error:
        raise SourceError(
            f"ga4's bucket_url {bucket_url} cannot be listed ({type(error).__name__}): check the "
            f"address and the rights of its credentials."
        ).passing(not is_local and not isinstance(error, _LASTING)) from None
    for name, item in sorted(items.items()):
        table = _TABLE.search(name)
        form = _format_of(name)
        if table is None or form is None:
            continue
        day = _day_of(table["day"])
        if day is None:
            continue
        url = item["file_url"]
        address = FilesystemConfiguration.make_local_path(url) if is_local else url
        modified = item["modification_date"]
        file = ExportFile(address, name, item["size_in_bytes"] or 0, modified, form)
        found[table[0]].append(file)
        days[table[0]] = (day, table["intraday"] is not None)
    if not items and is_local and not filesystem.exists(bucket_url):
        raise SourceError(f"ga4's bucket_url {bucket_url} does not exist: check the address.")
    return [Export(table, *days[table], _one_place(table, found[table])) for table in sorted(found)]


def _one_place(table: str, files: list[ExportFile]) -> tuple[ExportFile, ...]:
    """The files of one table; the same table in two folders or formats would count twice."""
    places = {(one.name[: one.name.index(table)], one.format) for one in files}
    names = {one.name.removesuffix(".gz") for one in files}
    if len(places) > 1 or len(names) < len(files):
        shown = " and ".join(sorted(one.name for one in files)[:2])
        raise SourceError(
            f"ga4's export holds {table} twice ({shown}): set bucket_url to the export of one "
            f"property, and keep each table in one format."
        )
    return tuple(files)


def _format_of(name: str) -> Literal["parquet", "json"] | None:
    return _FORMATS.get(PurePosixPath(name.removesuffix(".gz")).suffix)


def _day_of(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a date
    except ValueError:
        return None
