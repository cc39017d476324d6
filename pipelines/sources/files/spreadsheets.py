"""Reads Excel workbooks: the values that Excel saved, formulas' results included, as text."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from pipelines.sources.files.document import FilesError
from pipelines.sources.files.mapping import FileEntry
from pipelines.sources.files.readers import BadRow, Row

OLE = b"\xd0\xcf\x11\xe0"  # what an encrypted workbook and the .xls of before 2007 begin with


def sheet_columns(path: Path, entry: FileEntry, _wanted: Sequence[str]) -> list[str]:
    """Names in the header row of the entry's sheet."""
    with _sheet(path, entry) as rows:
        for number, cells in rows:
            if entry.header_row == 0:
                return [str(place) for place in range(1, len(cells) + 1)]
            if number == entry.header_row:
                names = [(_text_of(value) or "").strip() for value in cells]
                while names and not names[-1]:
                    names.pop()
                return names
    raise FilesError(f"{path} has no row {entry.header_row or 1}: its header should be there.")


def sheet_rows(path: Path, entry: FileEntry, wanted: Sequence[str]) -> Iterator[Row]:
    """Rows below the header; empty ones are passed over."""
    header = sheet_columns(path, entry, wanted)
    places = [header.index(name) for name in wanted]
    formulas = _formula_cells(path, entry) if _has_formulas(path) else iter(())
    with _sheet(path, entry) as rows:
        for number, values in rows:
            written = next(formulas, ())
            if number <= entry.header_row or all(value is None for value in values):
                continue
            yield number, _cells(values, written, places, header)


def _cells(
    values: Sequence[Any], written: Sequence[Any], places: list[int], header: list[str]
) -> list[str | None] | BadRow:
    cells: list[str | None] = []
    for place in places:
        value = values[place] if place < len(values) else None
        if value is None and place < len(written) and str(written[place] or "").startswith("="):
            return BadRow(
                f"column '{header[place]}' is a formula without a saved result: "
                "open the workbook in Excel and save it",
                "",
            )
        cells.append(_text_of(value))
    return cells


def _text_of(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


@contextmanager
def _workbook(path: Path, *, values: bool) -> Iterator[Workbook]:
    with path.open("rb") as file:
        if file.read(4) == OLE:
            raise FilesError(
                f"{path} is encrypted or an old .xls: save it as .xlsx without a password."
            )
        try:
            book = load_workbook(file, read_only=True, data_only=values)
        except Exception:  # noqa: BLE001 - openpyxl raises whatever the broken part made it raise
            raise FilesError(
                f"{path} cannot be read as an Excel workbook: open it in Excel and save it again."
            ) from None
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _sheet(
    path: Path, entry: FileEntry, *, values: bool = True
) -> Iterator[Iterator[tuple[int, Sequence[Any]]]]:
    with _workbook(path, values=values) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        shown = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
        name = entry.sheet or next(iter(shown), None)
        if name not in sheets:
            raise FilesError(f"{path} has no sheet '{name}': it has {', '.join(sheets)}.")
        sheet = sheets[name]
        # Some exporters write a wrong size into the file, and openpyxl would believe it.
        sheet.reset_dimensions()
        yield _numbered(path, sheet)


def _numbered(path: Path, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, cells
    except FilesError:
        raise
    except Exception:  # noqa: BLE001 - as above: damaged XML shows in many ways
        raise FilesError(
            f"{path} cannot be read after row {number}: open it in Excel and save it again."
        ) from None


def _has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula; only then is the workbook read twice."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                content = archive.read(name)
                if b"<f>" in content or b"<f " in content:
                    return True
    return False


def _formula_cells(path: Path, entry: FileEntry) -> Iterator[Sequence[Any]]:
    with _sheet(path, entry, values=False) as rows:
        for _, cells in rows:
            yield cells
