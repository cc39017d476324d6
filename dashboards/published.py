"""The published marts as a page reads them: one whole version, and nothing beside it."""

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.publication_versions import current_folder, read_manifest
from pipelines.errors import Explained


class MartsError(Explained):
    """There is nothing to show; the message says why and what to do."""


class Marts:
    """The marts of one version, as views `marts.<name>` over its Parquet files.

    `current` is resolved once, by `open_current`; whatever is asked afterwards is asked of the
    folder it named then, so that a publish in between never mixes two versions on a page. The
    connection reads that folder and nothing else on the machine.

    Attributes:
        folder: the version's folder.
        version: its name, such as 000012-ab12cd34.
        names: the marts it has.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = folder.name
        self._connection = duckdb.connect()
        self._lock = threading.Lock()
        try:
            self.names = frozenset(read_manifest(folder)["marts"])
            self._create_views()
        except (OSError, ValueError, KeyError, duckdb.Error):
            raise MartsError(
                f"Version {self.version} in {folder.parent} cannot be read. If it has just been "
                "replaced, load the page again; else make versions shows what is there, and "
                "make rollback goes back to the version before."
            ) from None

    @classmethod
    def open_current(cls, published: Path) -> "Marts":
        """The version that readers are sent to at this moment.

        Raises:
            MartsError: nothing is published yet, or the version cannot be read.
        """
        return cls(current_version(published))

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """What a query answers. Of the parameters, those are bound that it names (`$first_day`).

        Raises:
            MartsError: the query cannot be answered; the message is the engine's.
        """
        named = parameter_names(sql)
        given = parameters or {}
        if missing := sorted(named - given.keys()):
            raise MartsError(f"The query asks for {', '.join(missing)}, which no filter gives.")
        with self._lock:  # pages of several readers share a connection; a cursor is each one's own
            cursor = self._connection.cursor()
        try:
            bound = {name: given[name] for name in sorted(named)}
            found: pd.DataFrame = cursor.execute(sql, bound or None).df()
        except duckdb.Error as error:
            raise MartsError(
                f"A query on version {self.version} cannot be answered: {error}. If the version "
                "has just been replaced, load the page again."
            ) from None
        finally:
            cursor.close()
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()

    def _create_views(self) -> None:
        self._connection.execute("create schema marts")
        for name in sorted(self.names):
            quoted = '"' + name.replace('"', '""') + '"'
            file = str(self.folder / f"{name}.parquet").replace("'", "''")
            self._connection.execute(
                f"create view marts.{quoted} as select * from read_parquet('{file}')"
            )
        self._connection.execute("set allowed_directories = [$1]", [str(self.folder)])
        self._connection.execute("set enable_external_access = false")
        self._connection.execute("set lock_configuration = true")


def current_version(published: Path) -> Path:
    """The folder of the version that readers are sent to at this moment.

    Raises:
        MartsError: nothing is published yet.
    """
    folder = current_folder(published)
    if folder is None:
        raise MartsError(
            f"Nothing is published in {published} yet: make run lands, builds and publishes; "
            "then load this page again."
        )
    return folder


@cache
def parameter_names(sql: str) -> frozenset[str]:
    """The parameters that a query names.

    Raises:
        MartsError: it is not one statement that can be read.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise MartsError(f"A query cannot be read: {error}") from None
    if len(statements) != 1:
        raise MartsError(f"A query is one statement; this one has {len(statements)}.")
    return frozenset(statements[0].named_parameters)
