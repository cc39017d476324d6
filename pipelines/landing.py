"""One landing of one system: what its source module is given to build dlt resources with.

A source module turns a vendor's answers into records; `Landing.table` does the rest: it takes the
records through the door in batches, keeps their identifiers in the vault, hands good rows to dlt as
Arrow tables and bad ones to the quarantine of the same run, and counts both.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.schema import Schema
from dlt.common.schema.typing import TWriteDispositionConfig
from dlt.extract import DltResource, DltSource

from pipelines.door import Bad, Door, Sorted
from pipelines.identifiers import EmailForm, Keyring
from pipelines.quarantine import TABLE as QUARANTINE
from pipelines.quarantine import quarantine, quarantined_row
from pipelines.resources import Resource
from pipelines.settings import MissingSetting, Settings, vault_key
from pipelines.vault import Vault
from pipelines.window import Window

Records = Iterable[Mapping[str, Any] | Bad]

BATCH = 5_000
# The only strategy that is right when a load job runs twice, and on flat tables only.
_MERGE: TWriteDispositionConfig = {"disposition": "merge", "strategy": "delete-insert"}
_SECONDS_BETWEEN_WORDS = 2.0


def silent(_line: str) -> None:
    """Tell nobody."""


class Landing:
    """What one run of one system needs, and what it counted.

    Keys and vault are opened when the first personal field asks for them: a system without any
    needs no key.

    Attributes:
        window: the days to land again; cursors then stay where they are. None: what is new.
        read: records that came, whether they passed or not.
        landed: rows handed to dlt, by table.
        quarantined: records that did not pass.
    """

    def __init__(
        self,
        system: str,
        settings: Settings,
        progress: Callable[[str], None] = silent,
        window: Window | None = None,
    ) -> None:
        self.system = system
        self.settings = settings
        self.window = window
        self.read = 0
        self.landed: Counter[str] = Counter()
        self.quarantined = 0
        self._progress = progress
        self._spoke = time.monotonic()
        self._replaces = False

    @cached_property
    def keys(self) -> Keyring:
        """The keys; raises MissingSetting in one sentence if there is none."""
        return Keyring(
            vault_key(),
            EmailForm(self.settings.email_ignore_dots, self.settings.email_ignore_tags),
        )

    @cached_property
    def vault(self) -> Vault:
        """The vault, opened."""
        return Vault(self.settings.data_dir / "vault.sqlite", self.keys)

    def keys_for(self, resource: Resource) -> Keyring | None:
        """The keys: personal fields need them; other bad records are sealed if there are any."""
        if not resource.is_personal:
            with suppress(MissingSetting):
                return self.keys
            return None
        return self.keys

    def close(self) -> None:
        """Close what was opened."""
        if "vault" in self.__dict__:
            self.vault.close()

    def source(self, *tables: DltResource) -> DltSource:
        """The system as dlt sees it: these tables and its quarantine."""
        return DltSource(Schema(self.system), self.system, [*tables, self._quarantine_table()])

    def table(self, resource: Resource, read: Callable[[], Records]) -> DltResource:
        """A dlt resource that lands what `read` yields.

        Args:
            resource: what the records are.
            read: called when dlt extracts; `dlt.current.resource_state()` is its own cursor there,
                kept with the data it came with. A `Bad` that it yields goes to the quarantine.
        """

        def rows() -> Iterator[Any]:
            yield from self.declared(resource)
            yield from self.through_the_door(resource, read())

        return self.resource(resource, rows)

    def resource(self, resource: Resource, rows: Callable[[], Iterator[Any]]) -> DltResource:
        """A dlt resource with the declared hints around a generator of Arrow tables or rows."""
        self._replaces = self._replaces or resource.replace
        made = dlt.resource(
            rows,
            name=resource.table,
            table_name=resource.table,
            write_disposition=_disposition(resource),
            columns=resource.columns(),
            max_table_nesting=0,
        )()
        bad = quarantine(self.system, replace=self._replaces)
        # A variant starts from the table's own hints: its columns are emptied first.
        for columns in ({}, bad.columns()):
            made.apply_hints(
                table_name=QUARANTINE,
                write_disposition=_disposition(bad),
                columns=columns,
                create_table_variant=True,
            )
        return made

    def declared(self, resource: Resource) -> Iterator[Any]:
        """What makes the table exist with all its columns before any row comes."""
        known = dlt.current.source_schema().tables.get(resource.table, {}).get("columns", {})
        if not resource.columns().keys() <= known.keys():
            yield dlt.mark.materialize_table_schema()

    def through_the_door(self, resource: Resource, records: Records) -> Iterator[Any]:
        """Arrow tables of good rows, and bad ones marked for the quarantine, in batches."""
        door = Door(resource, self.keys_for(resource))
        remaining = iter(records)
        while batch := list(islice(remaining, BATCH)):
            self.read += len(batch)
            yield from self.handed(resource, door.check_all(batch))
        self._say(resource.table)

    def handed(self, resource: Resource, batch: Sorted) -> Iterator[Any]:
        """What dlt is given of a sorted batch; its identifiers are in the vault before its rows."""
        if batch.plaintexts:
            self.vault.keep(batch.plaintexts)
        if batch.good:
            yield batch.table(resource.arrow_schema())
            self.count(resource.table, batch.good)
        if batch.bad:
            yield self.quarantine(resource, batch.bad)

    def quarantine(self, resource: Resource, bad: list[Bad]) -> Any:
        """Bad records as what a resource yields to keep them."""
        self.quarantined += len(bad)
        keys = self.keys_for(resource)
        rows = [quarantined_row(resource, one, keys) for one in bad]
        schema = quarantine(self.system).arrow_schema()
        return dlt.mark.with_table_name(pa.Table.from_pylist(rows, schema=schema), QUARANTINE)

    def count(self, table: str, rows: int) -> None:
        """Count rows that were handed to dlt, and say so now and then."""
        self.landed[table] += rows
        if time.monotonic() - self._spoke > _SECONDS_BETWEEN_WORDS:
            self._say(table)

    def tell(self, text: str) -> None:
        """Say something about this landing to whoever follows it."""
        self._progress(f"{self.system}: {text}")

    def _say(self, table: str) -> None:
        self._spoke = time.monotonic()
        self._progress(f"{self.system}: {table} {self.landed[table]:,} rows")

    def _quarantine_table(self) -> DltResource:
        bad = quarantine(self.system, replace=self._replaces)

        def rows() -> Iterator[Any]:
            if self._replaces:
                yield dlt.mark.materialize_table_schema()
            else:
                yield from self.declared(bad)

        return self.resource(bad, rows)


def _disposition(resource: Resource) -> TWriteDispositionConfig:
    if resource.append:
        return "append"
    return "replace" if resource.replace else _MERGE
