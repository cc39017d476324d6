"""Turns the rows of mapped files into records for the door, and says what raw keeps of them."""

from collections.abc import Iterator
from typing import Any

from pipelines.contracts import Column, Entity
from pipelines.door import Bad
from pipelines.identifiers import EMAIL_MARK, hide_emails, is_email
from pipelines.kinds import Unreadable
from pipelines.resources import Field, Kind, Resource
from pipelines.sources.files.plan import MappedFile, targets_of
from pipelines.sources.files.readers import BadRow

FILE, ROW = "source_file", "source_row"
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
    return Field(
        name=column.name,
        kind="free_text" if column.name in FREE_TEXT else kind,
        required=column.required,
        country_from=country if kind == "phone" else None,
        precision=column.precision,
        scale=column.scale,
        bits=column.bits,
    )


def records_of(file: MappedFile) -> Iterator[dict[str, Any] | Bad]:
    """Records of one file, in its order; what cannot be read is `Bad`, with its place and cells."""
    fixed: dict[str, Any] = {"source_system": file.entry.system, FILE: file.name}
    fixed |= {step.target: step.value for step in file.steps if step.source is None}
    steps = [
        (step.target, place, step.apply, is_identifier(step.target))
        for place, step in enumerate(step for step in file.steps if step.source is not None)
    ]
    wanted = file.wanted
    for number, cells in file.reader.rows(file.path, file.entry, wanted):
        record: dict[str, Any] = {**fixed, ROW: number}
        if isinstance(cells, BadRow):
            yield Bad(cells.reason, None, {**record, "row": cells.content})
            continue
        target = ""
        try:
            for target, place, apply, identifies in steps:
                cell = cells[place]
                if cell and (cell := cell.strip()):
                    value = record[target] = apply(cell)
                    if identifies and isinstance(value, str) and "@" in value:
                        _refuse_a_hidden_email(value)
        except Unreadable as verdict:
            given = dict(zip(wanted, cells, strict=True))
            yield Bad(str(verdict), target, {FILE: file.name, ROW: number, "cells": given})
            continue
        yield record


def is_identifier(target: str) -> bool:
    """Whether equal values of a column mean the same thing or person."""
    return target.endswith(("_id", "_value_a", "_value_b"))


def _refuse_a_hidden_email(value: str) -> None:
    # The door shows `[email]` instead, which would make one person of all of them.
    if not is_email(value) and EMAIL_MARK in hide_emails(value):
        raise Unreadable("holds an e-mail address inside a longer text, which cannot be an id")
