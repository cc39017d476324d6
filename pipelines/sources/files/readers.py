"""Reads tables out of files, every cell as the text that stands there.

A row is numbered as a person counts it in the file: the row a spreadsheet shows for CSV and Excel
(its header included), the line of a JSONL file, the position from 1 in a JSON list or Parquet file.
A row that cannot be read is a `BadRow`; a file that cannot be read is a `FilesError`.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sources.files.document import FilesError
from pipelines.sources.files.mapping import FileEntry, Format

Cells = Sequence[str | None]
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read as a row of its file."""

    reason: str
    content: str


Row = tuple[int, "Cells | BadRow"]


@dataclass(frozen=True)
class Reader:
    """How one format is read.

    `columns(path, entry, wanted)` gives the file's column names, as they stand; it may stop as soon
    as all `wanted` are seen. `rows(path, entry, wanted)` gives the cells of `wanted`, in its order.
    """

    columns: Callable[[Path, FileEntry, Sequence[str]], list[str]]
    rows: Callable[[Path, FileEntry, Sequence[str]], Iterator[Row]]


@contextmanager
def _open_text(path: Path, entry: FileEntry) -> Iterator[IO[str]]:
    with path.open("rb") as probe:
        marked = probe.read(2) in UTF16_MARKS
    encoding = entry.encoding or ("utf-16" if marked else "utf-8")
    try:
        with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as it:
            yield it
    except UnicodeError:
        raise FilesError(
            f"{path} is not {encoding} text: give its `encoding` in the mapping "
            "(cp1252 is what Excel writes on many machines)."
        ) from None


def _separator(entry: FileEntry, form: Format) -> str:
    return entry.delimiter or ("\t" if form == "tsv" else ",")


def _csv_columns(form: Format) -> Callable[[Path, FileEntry, Sequence[str]], list[str]]:
    def columns(path: Path, entry: FileEntry, _wanted: Sequence[str]) -> list[str]:
        with _open_text(path, entry) as text:
            records = csv.reader(text, delimiter=_separator(entry, form), strict=True)
            try:
                for number, record in enumerate(records, 1):
                    if entry.header_row == 0:
                        return [str(place) for place in range(1, len(record) + 1)]
                    if number == entry.header_row:
                        return [name.strip() for name in record]
            except csv.Error as error:
                raise FilesError(f"{path}: its header cannot be read: {error}.") from None
        raise FilesError(f"{path} has no row {entry.header_row or 1}: its header should be there.")

    return columns


def _csv_rows(form: Format) -> Callable[[Path, FileEntry, Sequence[str]], Iterator[Row]]:
    def rows(path: Path, entry: FileEntry, wanted: Sequence[str]) -> Iterator[Row]:
        header = _csv_columns(form)(path, entry, wanted)
        places = [header.index(name) for name in wanted]
        width = len(header)
        number = 0
        with _open_text(path, entry) as text:
            records = csv.reader(text, delimiter=_separator(entry, form), strict=True)
            while True:
                number += 1
                try:
                    record = next(records, None)
                except csv.Error as error:
                    yield number, _unreadable(path, number, error)
                    continue
                if record is None:
                    return
                if number <= entry.header_row or not record:
                    continue
                if len(record) != width and (len(record) < width or any(record[width:])):
                    yield number, BadRow(_of_width(len(record), width), json.dumps(record))
                else:
                    yield number, [record[place] for place in places]

    return rows


def _of_width(cells: int, width: int) -> str:
    return f"the row has {cells} cells, the header {width}: quote cells that hold the delimiter"


def _unreadable(path: Path, number: int, error: csv.Error) -> BadRow:
    if "unexpected end" in str(error):
        raise FilesError(
            f"{path} row {number}: a quotation mark opens here and never closes, which hides every "
            "row after it: close it, or double it if it is part of the text."
        ) from None
    if "field limit" in str(error):
        return BadRow(f"a cell is longer than {csv.field_size_limit():,} characters", "")
    return BadRow("a quotation mark inside a quoted cell is not doubled", "")


class _KeyTwice(dict[str, Any]):
    """An object of a JSON file that names one key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else _KeyTwice(value)


def _parse(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str
    )


def _text_of(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, default=str)


def _json_items(path: Path, entry: FileEntry) -> Iterator[tuple[int, Any]]:
    with _open_text(path, entry) as text:
        try:
            items = _parse(text.read())
        except (json.JSONDecodeError, RecursionError) as error:
            where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it"
            raise FilesError(
                f"{path} is not JSON ({where} cannot be read); if every line is a record, "
                "give format: jsonl."
            ) from None
    if not isinstance(items, list):
        raise FilesError(f"{path} is not a list of records: it must start with [.")
    yield from enumerate(items, 1)


def _jsonl_items(path: Path, entry: FileEntry) -> Iterator[tuple[int, Any]]:
    with _open_text(path, entry) as text:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                yield number, _parse(line)
            except (json.JSONDecodeError, RecursionError):
                yield number, BadRow("the line is not JSON", line)


Items = Callable[[Path, FileEntry], Iterator[tuple[int, Any]]]


def _item_columns(items: Items) -> Callable[[Path, FileEntry, Sequence[str]], list[str]]:
    def columns(path: Path, entry: FileEntry, wanted: Sequence[str]) -> list[str]:
        seen: dict[str, None] = {}
        missing = set(wanted)
        empty = True
        for _, item in items(path, entry):
            empty = False
            if isinstance(item, dict):
                seen.update(dict.fromkeys(item))
                missing -= item.keys()
            if not missing:
                break
        return list(wanted) if empty else list(seen)

    return columns


def _item_rows(items: Items) -> Callable[[Path, FileEntry, Sequence[str]], Iterator[Row]]:
    def rows(path: Path, entry: FileEntry, wanted: Sequence[str]) -> Iterator[Row]:
        for number, item in items(path, entry):
            if isinstance(item, BadRow):
                yield number, item
            elif isinstance(item, _KeyTwice):
                yield number, BadRow("the record names a key twice", json.dumps(item, default=str))
            elif not isinstance(item, dict):
                yield number, BadRow("the record is not an object", json.dumps(item, default=str))
            else:
                yield number, [_text_of(item.get(name)) for name in wanted]

    return rows


def _open_parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):
        raise FilesError(f"{path} cannot be read as Parquet: export it again.") from None


def _parquet_columns(path: Path, _entry: FileEntry, _wanted: Sequence[str]) -> list[str]:
    with _open_parquet(path) as file:
        return list(file.schema_arrow.names)


def _parquet_rows(path: Path, _entry: FileEntry, wanted: Sequence[str]) -> Iterator[Row]:
    number = 0
    with _open_parquet(path) as file:
        try:
            for batch in file.iter_batches(batch_size=20_000, columns=list(dict.fromkeys(wanted))):
                texts = [_as_text(batch.column(name)) for name in wanted]
                for cells in zip(*texts, strict=True):
                    number += 1
                    yield number, cells
        except (pa.ArrowException, OSError):
            raise FilesError(
                f"{path} cannot be read as Parquet after row {number}: export it again."
            ) from None


def _as_text(column: pa.Array) -> list[str | None]:
    try:
        return list(column.cast(pa.string()).to_pylist())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return [_text_of(value) for value in column.to_pylist()]


def reader_of(form: Format) -> Reader:
    """The reader of a format."""
    if form in ("csv", "tsv"):
        return Reader(_csv_columns(form), _csv_rows(form))
    if form == "xlsx":
        from pipelines.sources.files.spreadsheets import sheet_columns, sheet_rows

        return Reader(sheet_columns, sheet_rows)
    if form == "parquet":
        return Reader(_parquet_columns, _parquet_rows)
    items = _json_items if form == "json" else _jsonl_items
    return Reader(_item_columns(items), _item_rows(items))
