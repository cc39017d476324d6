"""Lands mapped files: every entity's table whole, or nothing at all if nothing changed."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import dlt
from dlt.extract import DltResource, DltSource

from pipelines.contracts import Entity, read_contracts
from pipelines.door import Bad, Door
from pipelines.landing import BATCH, Landing
from pipelines.resources import Resource
from pipelines.settings import MissingSetting
from pipelines.sources.files.mapping import Mapping, read_mapping
from pipelines.sources.files.plan import MappedFile, make_plan
from pipelines.sources.files.records import records_of, resource_of
from pipelines.window import WindowError

STATE = "content"
# Raised when the same files would be landed as other rows than before.
FORM = 1


def files_source(landing: Landing) -> DltSource:
    """The dlt source of the mapping that the settings name.

    Raises:
        MissingSetting: no mapping is named.
        FilesError: the mapping, or a file it names, cannot be used; nothing is landed.
    """
    if landing.window:
        raise WindowError(
            "Files are read whole whenever they change, so there are no days to land again: put "
            "the files right and run again."
        )
    path = landing.settings.files_mapping
    if path is None:
        raise MissingSetting(
            "The files system has no mapping: set files_mapping under [closed_loop] in "
            ".dlt/config.toml or CLOSED_LOOP_FILES_MAPPING, or take files out of the sources."
        )
    mapping, document = read_mapping(path)
    contracts = read_contracts()
    plan = make_plan(mapping, document, contracts, folder_of(mapping, path, landing))
    with contextlib.suppress(MissingSetting):
        _ = landing.keys  # at hand for sealing bad rows; needed only where a field is personal
    content = fingerprint(plan, contracts)
    if _landed_before() == content:
        return landing.source()
    return landing.source(*(_table(landing, one, plan, content) for one in contracts.values()))


def folder_of(mapping: Mapping, path: Path, landing: Landing) -> Path:
    """Where relative paths start: the setting, else the mapping's `folder:`, else its own."""
    if landing.settings.files_folder is not None:
        return landing.settings.files_folder.expanduser()
    return path.parent / Path(mapping.folder).expanduser()


def fingerprint(plan: list[MappedFile], contracts: dict[str, Entity]) -> str:
    """What decides the rows: the mapped files with their bytes, the mapping, the contracts."""
    digests: dict[Path, str] = {}
    described: list[object] = [FORM, [repr(entity) for entity in contracts.values()]]
    for file in plan:
        if file.path not in digests:
            digests[file.path] = file.fingerprint()
        described.append([file.name, digests[file.path], file.entry.model_dump(mode="json")])
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


def _landed_before() -> str | None:
    state: Any = dlt.current.pipeline().state
    known = state.get("sources", {}).get("files", {}).get(STATE)
    return str(known) if known else None


def _table(landing: Landing, entity: Entity, plan: list[MappedFile], content: str) -> DltResource:
    files = [file for file in plan if file.entity.name == entity.name]
    resource = resource_of(entity, {step.target for file in files for step in file.steps})

    def rows() -> Iterator[Any]:
        yield from landing.declared(resource)
        for file in files:
            yield from _through_the_door(landing, resource, file)
        # Kept with the rows of this load, and only if every table of it got through.
        dlt.current.source_state()[STATE] = content

    return landing.resource(resource, rows)


def _through_the_door(landing: Landing, resource: Resource, file: MappedFile) -> Iterator[Any]:
    """Good rows for dlt; bad ones name the column of the file, not that of the entity."""
    door = Door(resource, landing.keys_for(resource))
    column_of = {step.target: step.source for step in file.steps if step.source is not None}
    remaining = iter(records_of(file))
    while batch := list(islice(remaining, BATCH)):
        landing.read += len(batch)
        verdict = door.check_all(batch)
        bad = [_in_the_file(one, column_of) for one in verdict.bad]
        yield from landing.handed(resource, replace(verdict, bad=bad))


def _in_the_file(bad: Bad, column_of: dict[str, str]) -> Bad:
    column = column_of.get(bad.field or "")
    if column is None:
        return bad
    return replace(bad, field=column, reason=f"{bad.reason} (for {bad.field})")
