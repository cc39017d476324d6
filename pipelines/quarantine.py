"""The quarantine: a raw table like any other, where records that did not pass the door are kept.

`raw_<system>.quarantine` is written in the same run as the good rows, so both are equally durable.
The record itself is sealed, since it may hold anything; without a key it is left out.
"""

import json
from collections.abc import Mapping
from typing import Any

from pipelines.door import Bad
from pipelines.identifiers import Keyring, hide_emails, hide_phones, plain_hash
from pipelines.resources import Field, Resource

TABLE = "quarantine"
_LONGEST_PAYLOAD = 1_000_000
_LONGEST_TEXT = 500


def quarantine(system: str, *, replace: bool = False) -> Resource:
    """The quarantine of a system, replaced with its tables if those are replaced each time."""
    return Resource(
        system=system,
        table=TABLE,
        key=("quarantine_id",),
        replace=replace,
        fields=(
            Field("quarantine_id", "text"),
            Field("resource", "text"),
            Field("record_key", "text"),
            Field("field", "text"),
            Field("reason", "text"),
            Field("file", "text"),
            Field("row_number", "integer"),
            Field("payload_sealed", "text"),
        ),
    )


def quarantined_row(resource: Resource, bad: Bad, keys: Keyring | None) -> dict[str, Any]:
    """The row of a bad record. One record has one row: the newest verdict takes its place."""
    record = bad.record if isinstance(bad.record, Mapping) else {}
    file = _shown(record.get(resource.file_field)) if resource.file_field else None
    number = record.get(resource.row_field) if resource.row_field else None
    row_number = number if isinstance(number, int) and abs(number) < 2**63 else None
    record_key = _record_key(resource, record, keys)
    payload = _payload(bad.record)
    identity = [resource.system, resource.table, file, row_number, record_key]
    if record_key is None and (file is None or row_number is None):
        identity.append(keys.fingerprint_of(payload or "") if keys else plain_hash(payload or ""))
    return {
        "quarantine_id": plain_hash(json.dumps(identity)),
        "resource": resource.table,
        "record_key": record_key,
        "field": bad.field,
        "reason": hide_phones(_shown(bad.reason) or "is unreadable"),
        "file": file,
        "row_number": row_number,
        "payload_sealed": keys.seal(payload) if keys and payload else None,
    }


def _record_key(resource: Resource, record: Mapping[Any, Any], keys: Keyring | None) -> str | None:
    parts = [record.get(name) for name in resource.key]
    if not all(_identifies(part) for part in parts):
        return None
    text = "|".join(str(part) for part in parts)
    by_name = {one.name: one for one in resource.fields}
    if any(by_name[name].is_personal for name in resource.key) or hide_emails(text) != text:
        return keys.fingerprint_of(text) if keys else None
    return _shown(text)


def _identifies(part: object) -> bool:
    if isinstance(part, str):
        return 0 < len(part) < _LONGEST_TEXT
    return isinstance(part, int) and abs(part) < 2**63


def _payload(record: object) -> str | None:
    try:
        written = json.dumps(record, default=str, skipkeys=True, sort_keys=False)
    except (ValueError, TypeError, RecursionError):
        return None
    return written if len(written) <= _LONGEST_PAYLOAD else None


def _shown(value: object) -> str | None:
    """A text fit for a column: no e-mail address, valid Unicode, no NUL, short."""
    if not isinstance(value, str):
        return None
    text = value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    return hide_emails(text)[:_LONGEST_TEXT]
