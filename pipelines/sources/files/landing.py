"""Lands mapped files: every entity's table whole, or nothing at all if nothing changed."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
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
from pipelines.sources.files.records import SINCE, STAMPED, VERSION, records_of, resource_of
from pipelines.window import WindowError

STATE, VERSIONS = "content", "versions"
# Raised when the same files would be landed as other rows than before.
FORM = 2
Stamps = dict[str, dict[str, str]]


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
    digests = {path: file.fingerprint() for path, file in {one.path: one for one in plan}.items()}
    content = fingerprint(plan, digests, contracts)
    known = _landed_before()
    if known.get(STATE) == content:
        return landing.source()
    stamps = stamps_of(plan, digests, known.get(VERSIONS, {}))
    return landing.source(
        *(_table(landing, one, plan, content, stamps) for one in contracts.values())
    )


def folder_of(mapping: Mapping, path: Path, landing: Landing) -> Path:
    """Where relative paths start: the setting, else the mapping's `folder:`, else its own."""
    if landing.settings.files_folder is not None:
        return landing.settings.files_folder.expanduser()
    return path.parent / Path(mapping.folder).expanduser()


def fingerprint(
    plan: list[MappedFile], digests: dict[Path, str], contracts: dict[str, Entity]
) -> str:
    """What decides the rows: the mapped files with their bytes, the mapping, the contracts."""
    described: list[object] = [FORM, [repr(entity) for entity in contracts.values()]]
    described += [_described(file, digests) for file in plan]
    return _hash(described)


def stamps_of(plan: list[MappedFile], digests: dict[Path, str], known: Stamps) -> Stamps:
    """The version of each file of a stamped entity, and since when it is the one that is landed.

    All tables are landed whole whenever anything changed: a file that did not is the same batch of
    rows as before, with the moment it first came.

    Args:
        plan: the mapped files.
        digests: of their bytes, by path.
        known: as this returned it when they were last landed.
    """
    now = datetime.now(UTC).isoformat()
    described: dict[str, list[object]] = {}
    for file in plan:
        if file.entity.name in STAMPED:
            one = [FORM, repr(file.entity), *_described(file, digests)]
            described.setdefault(file.name, []).append(one)
    versions = {name: _hash(one)[:16] for name, one in described.items()}
    return {
        name: {
            VERSION: version,
            SINCE: known[name][SINCE] if known.get(name, {}).get(VERSION) == version else now,
        }
        for name, version in versions.items()
    }


def _described(file: MappedFile, digests: dict[Path, str]) -> list[object]:
    return [file.name, digests[file.path], file.entry.model_dump(mode="json")]


def _hash(described: list[object]) -> str:
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


def _landed_before() -> dict[str, Any]:
    state: Any = dlt.current.pipeline().state
    return dict(state.get("sources", {}).get("files", {}))


def _table(
    landing: Landing, entity: Entity, plan: list[MappedFile], content: str, stamps: Stamps
) -> DltResource:
    files = [file for file in plan if file.entity.name == entity.name]
    resource = resource_of(entity, {step.target for file in files for step in file.steps})

    def rows() -> Iterator[Any]:
        yield from landing.declared(resource)
        for file in files:
            stamp = stamps[file.name] if entity.name in STAMPED else {}
            yield from _through_the_door(landing, resource, file, stamp)
        # Kept with the rows of this load, and only if every table of it got through.
        dlt.current.source_state().update({STATE: content, VERSIONS: stamps})

    return landing.resource(resource, rows)


def _through_the_door(
    landing: Landing, resource: Resource, file: MappedFile, stamp: dict[str, str]
) -> Iterator[Any]:
    """Good rows for dlt; bad ones name the column of the file, not that of the entity."""
    door = Door(resource, landing.keys_for(resource))
    column_of = {step.target: step.source for step in file.steps if step.source is not None}
    remaining = iter(records_of(file, stamp))
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
