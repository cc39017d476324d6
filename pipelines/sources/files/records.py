"""Turns the rows of mapped files into records for the door, and says what raw keeps of them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pipelines.contracts import Column, Entity
from pipelines.door import Bad
from pipelines.identifiers import EMAIL_MARK, hide_emails, is_email
from pipelines.kinds import Unreadable
from pipelines.landing import BATCH
from pipelines.resources import Field, Kind, Resource
from pipelines.sources.files.plan import MappedFile, Step, targets_of
from pipelines.sources.files.readers import BadRow, Cells
from pipelines.sources.files.values import Transform, Value

FILE, ROW = "source_file", "source_row"
# Events are told apart by where they stood and since when: what the file held, and when it came.
VERSION, SINCE = "file_version", "file_since"
STAMPED = {"web_events"}
# What a person was asked and answered in their own words may hold a phone number.
FREE_TEXT = {"self_reported_source"}


def resource_of(entity: Entity, mapped: set[str]) -> Resource:
    """The raw table of an entity: the contract's columns, and where in which file a row stood.

    Args:
        entity: from the contract.
        mapped: target names that some file fills. Only then are `email` and `phone` personal
            fields: a mapping without any needs no key, and its key columns are empty.
    """
    fields: dict[str, Field] = {"source_system": Field("source_system", "text", required=True)}
    for target, column in targets_of(entity).items():
        field = _field(column, entity)
        if column.given_as and target not in mapped:
            fields |= {name: Field(name, "text") for name in field.columns}
        else:
            fields[target] = field
    fields |= {FILE: Field(FILE, "text"), ROW: Field(ROW, "integer")}
    if entity.name in STAMPED:
        fields |= {VERSION: Field(VERSION, "text"), SINCE: Field(SINCE, "timestamp")}
    return Resource(
        system="files",
        table=entity.name,
        key=(FILE, ROW),
        fields=tuple(fields.values()),
        replace=True,
        file_field=FILE,
        row_field=ROW,
    )


def _field(column: Column, entity: Entity) -> Field:
    kind: Kind = column.given_as or column.kind
    country = "country" if entity.column("country") else None
    side = column.name.removeprefix("id_value")
    type_of_it = f"id_type{side}" if entity.column(f"id_type{side}") else None
    return Field(
        name=column.name,
        kind="free_text" if column.name in FREE_TEXT else kind,
        required=column.required,
        country_from=country if kind == "phone" else None,
        type_from=type_of_it if column.name == f"id_value{side}" else None,
        precision=column.precision,
        scale=column.scale,
        bits=column.bits,
    )


def records_of(file: MappedFile, stamps: dict[str, Any]) -> Iterator[dict[str, Any] | Bad]:
    """Records of one file; what cannot be read is `Bad`, with its place and its cells.

    Works column by column, a batch at a time, which takes half of the time of row by row.

    Args:
        file: to be read.
        stamps: written into every record, where the entity's raw table has them.
    """
    rows = file.reader.rows(file.path, file.entry, file.wanted)
    fixed: dict[str, Any] = {"source_system": file.entry.system, FILE: file.name} | stamps
    fixed |= {step.target: step.value for step in file.steps if step.source is None}
    while batch := list(islice(rows, BATCH)):
        for number, cells in batch:
            if isinstance(cells, BadRow):
                content = {FILE: file.name, ROW: number, "row": cells.content}
                yield Bad(cells.reason, None, content)
        read = [(number, cells) for number, cells in batch if not isinstance(cells, BadRow)]
        yield from _records(file, read, fixed)


def _records(
    file: MappedFile, rows: list[tuple[int, Cells]], fixed: dict[str, Any]
) -> Iterator[dict[str, Any] | Bad]:
    steps = [step for step in file.steps if step.source is not None]
    bad: dict[int, tuple[str, str]] = {}
    columns = [
        _column(step, [cells[place] for _, cells in rows], bad) for place, step in enumerate(steps)
    ]
    names = (ROW, *(step.target for step in steps))
    numbers = [number for number, _ in rows]
    for row, values in enumerate(zip(numbers, *columns, strict=True)):
        if row in bad:
            target, reason = bad[row]
            given = dict(zip(file.wanted, rows[row][1], strict=True))
            yield Bad(reason, target, {FILE: file.name, ROW: numbers[row], "cells": given})
        else:
            yield {**fixed, **dict(zip(names, values, strict=True))}


def _column(step: Step, cells: list[str | None], bad: dict[int, tuple[str, str]]) -> list[Value]:
    """The values of one target; a row whose cell cannot be read is noted as bad."""
    identifies = is_identifier(step.target)
    trimmed = [cell.strip() or None if cell else None for cell in cells]
    if step.plain:
        text = "".join(cell for cell in trimmed if cell)
        if "#" not in text and not (identifies and "@" in text):
            return list(trimmed)
    apply = _identified(step.apply) if identifies else step.apply
    values: list[Value] = []
    for row, cell in enumerate(trimmed):
        try:
            values.append(apply(cell) if cell else None)
        except Unreadable as verdict:
            bad.setdefault(row, (step.target, str(verdict)))
            values.append(None)
    return values


def is_identifier(target: str) -> bool:
    """Whether equal values of a column mean the same thing or person."""
    return target.endswith(("_id", "_value_a", "_value_b"))


def _identified(apply: Transform) -> Transform:
    """`apply`, but an e-mail address inside a longer text is refused.

    The door shows `[email]` instead, which would make one person of all whose id holds one.
    """

    def identified(cell: str) -> Value:
        value = apply(cell)
        if not isinstance(value, str) or "@" not in value or is_email(value):
            return value
        if EMAIL_MARK in hide_emails(value):
            raise Unreadable("holds an e-mail address in a longer text, which cannot be an id")
        return value

    return identified
