"""Reads export files with DuckDB into one flat Parquet file, which dlt takes as it is.

DuckDB reads, flattens, hides and hashes e-mail addresses and writes, on all cores and in bounded
memory; no row becomes a Python object. What leaves is Parquet without personal data. Files in which
addresses were found are looked at once more, for the vault.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import duckdb
from fsspec import AbstractFileSystem

from pipelines.door import Plaintext
from pipelines.errors import SourceError
from pipelines.identifiers import EMAIL_PATTERN, Keyring, canonical_email
from pipelines.sources.ga4.columns import (
    Shape,
    all_texts,
    json_shape,
    params_of,
    select_event,
    unpacked_params,
)
from pipelines.sources.ga4.exports import Export, ExportFile
from pipelines.sources.ga4.problems import PROBLEMS, SUSPICIOUS
from pipelines.sources.ga4.statements import (
    MACROS,
    Numbered,
    final,
    json_rows,
    key_of,
    quoted,
    searched,
    stored_rows,
)

MEMORY = "1GB"
_BAD = " or ".join(f"coalesce({condition}, false)" for condition, _, _ in PROBLEMS)


class UnreadableExportError(Exception):
    """Files cannot be read; the text is the reason, fit to be shown."""


@dataclass(frozen=True)
class Flattened:
    """What one reading wrote: good rows and bad ones by version, and identifiers for the vault."""

    path: Path
    rows: dict[str, int]
    bad: dict[str, int]
    plaintexts: list[Plaintext]


class Reader:
    """A DuckDB of its own; use it as a context manager."""

    def __init__(self, filesystem: AbstractFileSystem, keys: Keyring, folder: Path) -> None:
        """`folder` takes what DuckDB spills, and the files it writes."""
        self._keys = keys
        self._folder = folder
        self._shapes: dict[str, Shape] = {}
        self._database = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "temp_directory": str(folder / "spill"),
                "temp_file_encryption": True,  # what is spilled holds addresses
            }
        )
        if "file" not in filesystem.protocol:
            self._database.register_filesystem(filesystem)
        self._database.execute(MACROS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def flatten(self, exports: Sequence[Export], load_id: str) -> Flattened:
        """Write the good rows of these tables into one Parquet file.

        Raises:
            UnreadableExportError: a file cannot be read; nothing of the others was written either.
        """
        path = self._folder / f"{exports[0].version}.parquet"
        try:
            return self._flatten(exports, load_id, path)
        except duckdb.Error as error:
            path.unlink(missing_ok=True)
            raise _explained(error, exports) from None

    def _flatten(self, exports: Sequence[Export], load_id: str, path: Path) -> Flattened:
        events = final(self._events(exports), load_id, self._keys.emails)
        self._write(path, events, self._keys.hmac_parameters())
        counted = self._counted(path, SUSPICIOUS)
        if any(suspicious for _, _, suspicious, _ in counted):
            counted = self._counted(path, _BAD)
        bad = {version: missing for version, _, missing, _ in counted if missing}
        rows = {version: total - missing for version, total, missing, _ in counted}
        if bad:
            self._rewrite(path, f"select * from {{}} where not ({_BAD})")
        has_emails = any(keyed for _, _, _, keyed in counted)
        return Flattened(path, rows, bad, self._plaintexts(exports, path) if has_emails else [])

    def _counted(self, path: Path, condition: str) -> list[tuple[str, int, int, int]]:
        """Version, rows, rows of which the condition holds, rows with an address."""
        return self._database.execute(
            f"select file_version, count(*), count(*) filter ({condition}), count(email_key) "
            f"from read_parquet({quoted(str(path))}) group by all"
        ).fetchall()

    def bad_rows(self, export: Export, at_most: int) -> list[tuple[int, str, str, str | None]]:
        """Number, field, reason and text of rows that are no events; the first that is wrong."""
        field = " ".join(f"when {wrong} then '{name}'" for wrong, name, _ in PROBLEMS)
        reason = " ".join(f"when {wrong} then '{told}'" for wrong, _, told in PROBLEMS)
        is_json = export.files[0].format == "json"
        payload = f", {'line' if is_json else 'cast(to_json(source) as varchar)'} as payload"
        return self._database.execute(
            f"select row_in_file, case {field} end, case {reason} end, payload "
            f"from ({self._events([export], payload=payload)}) where {_BAD} limit {at_most}"
        ).fetchall()

    def _events(self, exports: Sequence[Export], *, only: str = "true", payload: str = "") -> str:
        """The rows of these tables, flat; files of one shape are read together."""
        groups: dict[str, list[Numbered]] = defaultdict(list)
        for export in exports:
            for number, file in enumerate(export.files):
                shape = json.dumps(self._shape_of(file))
                groups[f"{file.format}{shape}"].append((export, number, file))
        flat = (self._flat(group, only, payload) for group in groups.values())
        return "\nunion all\n".join(flat)

    def _flat(self, group: list[Numbered], only: str, payload: str) -> str:
        file = group[0][2]
        shape = self._shape_of(file)
        rows = json_rows(group, only) if file.format == "json" else stored_rows(group, only)
        return f"""
            select file_version, row_in_file, export_table, is_suspicious,
                {select_event(shape)} {payload}
            from (
                select *, {unpacked_params(shape)}, has_at({all_texts(shape)}) as is_suspicious
                from (
                    select *, list_transform(params, lambda param: param.key) as param_keys
                    from (select *, {params_of(shape)} as params from ({rows}))
                )
            ) as source"""

    def _shape_of(self, file: ExportFile) -> Shape:
        if file.format == "json":
            return json_shape()
        if file.address not in self._shapes:
            relation = self._database.sql(f"from read_parquet({quoted(file.address)})")
            columns = zip(relation.columns, relation.types, strict=True)
            self._shapes[file.address] = {name: _shape(kind) for name, kind in columns}
        return self._shapes[file.address]

    def _plaintexts(self, exports: Sequence[Export], path: Path) -> list[Plaintext]:
        """What the hashes stand for; where SQL's canonical form was not the right one, mends them.

        SQL lower-cases and decodes once: right for ASCII. Other addresses are few and done here.
        """
        with_email = f"from read_parquet({quoted(str(path))}) where email_key is not null"
        only = f"(file_version, row_in_file) in (select (file_version, row_in_file) {with_email})"
        events = self._events(exports, only=only)
        found = self._database.execute(
            f"""
            select distinct address, {key_of("address", self._keys.emails)} from (
                select unnest([email_found, user_address]) as address from ({searched(events)})
            ) where address is not null
            """,
            self._keys.hmac_parameters(),
        ).fetchall()
        plaintexts: list[Plaintext] = []
        wrong: list[tuple[str, str | None]] = []
        for text, key in found:
            address = _address_in(text)
            pid = self._keys.pid("email", address) if address else None
            if address and pid:
                plaintexts.append((pid, "email", address))
            if pid != key:
                wrong.append((key, pid))
        if wrong:
            self._mend(path, wrong)
        return plaintexts

    def _mend(self, path: Path, wrong: list[tuple[str, str | None]]) -> None:
        self._database.execute("create or replace temp table mended (was varchar, is_now varchar)")
        self._database.executemany("insert into mended values (?, ?)", wrong)
        self._rewrite(
            path,
            """
            select event.* replace (
                if(key.was is null, email_key, key.is_now) as email_key,
                if(person.was is null, user_id, person.is_now) as user_id
            ) from {} as event
            left join mended as key on event.email_key = key.was
            left join mended as person on event.user_id = person.was
            """,
        )

    def _rewrite(self, path: Path, query: str) -> None:
        rewritten = path.with_suffix(".again.parquet")
        self._write(rewritten, query.format(f"read_parquet({quoted(str(path))})"), {})
        rewritten.replace(path)

    def _write(self, path: Path, query: str, parameters: dict[str, Any]) -> None:
        self._database.execute(
            f"copy ({query}) to {quoted(str(path))} (format parquet)", parameters
        )


def _address_in(text: str) -> str | None:
    """The canonical address in what the pattern found: `%2540`, `b%20jane%40mail.example`."""
    for _ in range(4):
        text = unquote(text)
    found = re.search(EMAIL_PATTERN, text)
    return canonical_email(found[0]) if found else None


def _shape(kind: Any) -> Any:
    if kind.id == "struct":
        return {name: _shape(one) for name, one in kind.children}
    if kind.id == "list":
        return [_shape(kind.children[0][1])]
    return None


def _explained(error: duckdb.Error, exports: Sequence[Export]) -> Exception:
    """The reason a file is quarantined for, or the error that stops the run."""
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.FatalException):
        return SourceError(
            f"ga4 cannot read {exports[0].name} within {MEMORY} of memory and the room on the "
            f"disk: free some and run again."
        )
    return UnreadableExportError(f"cannot be read ({type(error).__name__})")
