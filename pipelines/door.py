"""The door: every record passes it before dlt sees it, and plaintext identifiers end here.

A `Door` built from a `Resource` turns a record into `Good` (a row with exactly the declared
columns) or `Bad` (a field and a reason). It is pure: no clock, no file, no network; the same record
gives the same answer.

Only declared fields pass, so `_dlt_id` and other names of dlt's own cannot be forged. A personal
field becomes `<field>_key`, the keyed hash of its canonical form, and what identity needs in clear
beside it: `<field>_domain` of an e-mail address, `<field>_country` of a phone number.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from pipelines import kinds
from pipelines.identifiers import (
    EMAIL_MARK,
    Keyring,
    canonical_email,
    canonical_name,
    canonical_phone,
    email_domain,
    hide_emails,
    hmac_sql,
    may_hold_email,
)
from pipelines.kinds import Converter, Unreadable
from pipelines.resources import Field, Kind, Resource

__all__ = ["Bad", "Door", "Field", "Good", "Kind", "Plaintext", "Resource", "Sorted", "hmac_sql"]

Plaintext = tuple[str, str, str]
"""Key, kind and text of an identifier, on its way to the vault."""

_NO_RECORD = "is not a record"
_NO_KEY = "is a phone number, and without CLOSED_LOOP_VAULT_KEY there is no hash of it"
_PHONE_TYPES = {"phone", "phone_key"}
_KEY = re.compile("[0-9a-f]{64}")
_Hashed = tuple[tuple[str | None, ...], Plaintext | None]
_Hasher = Callable[[str, object], _Hashed]


@dataclasses.dataclass(frozen=True)
class Good:
    """A record that passed: its row, and the identifiers that the vault is to keep."""

    row: dict[str, Any]
    plaintexts: tuple[Plaintext, ...] = dataclasses.field(default=(), repr=False)


@dataclasses.dataclass(frozen=True)
class Bad:
    """A record that did not pass. `field` is the vendor's name, None if all of it is wrong."""

    reason: str
    field: str | None = None
    record: object = dataclasses.field(default=None, repr=False)


@dataclasses.dataclass(frozen=True)
class Sorted:
    """A batch behind the door: good rows column by column, bad records, both in their order."""

    good: int
    columns: dict[str, list[Any]]
    bad: list[Bad]
    plaintexts: list[Plaintext] = dataclasses.field(repr=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The good rows one by one."""
        names = list(self.columns)
        return [
            dict(zip(names, values, strict=True))
            for values in zip(*self.columns.values(), strict=True)
        ]

    def table(self, schema: pa.Schema) -> pa.Table:
        """The good rows as Arrow keeps them."""
        arrays = [pa.array(self.columns[one.name], one.type) for one in schema]
        return pa.Table.from_arrays(arrays, schema=schema)


class Door:
    """The door of one resource.

    It works column by column: a batch of 5,000 records of 20 fields takes 0.03 s where row by row
    takes 0.08 s.

    Args:
        resource: what is declared.
        keys: needed if the resource has personal fields.
    """

    def __init__(self, resource: Resource, keys: Keyring | None) -> None:
        self._keys = keys
        self._plain = [
            (one, _converter(one, keys, in_key=one.name in resource.key))
            for one in resource.fields
            if not one.is_personal
        ]
        self._personal = [
            (one, kinds.text(one.max_length), _hasher(one, keys))
            for one in resource.fields
            if one.is_personal
        ]
        self._order = [column for one in resource.fields for column in one.columns]
        self._required = [
            one for one in resource.fields if one.required or one.name in resource.key
        ]

    def check(self, record: object) -> Good | Bad:
        """The verdict on one record."""
        verdict = self.check_all([record])
        if verdict.bad:
            return verdict.bad[0]
        return Good(verdict.rows[0], tuple(verdict.plaintexts))

    def check_all(self, records: Iterable[object]) -> Sorted:
        """The verdict on a batch; a `Bad` among the records stays bad."""
        batch, bad = _records(records)
        columns: dict[str, list[Any]] = {}
        plaintexts: list[tuple[int, Plaintext]] = []
        for one, convert in self._plain:
            given = [record.get(one.name) for record in batch]
            if one.type_from:
                given = _without_phones(one, self._keys, given, batch, bad, plaintexts)
            columns[one.column] = _converted(one, convert, given, batch, bad)
        for one, as_text, hasher in self._personal:
            columns.update(_hashed(one, as_text, hasher, batch, bad, plaintexts))
        for one in self._required:
            for place, value in enumerate(columns[one.columns[0]]):
                if value is None or value == "":
                    bad.setdefault(place, Bad("is missing", one.name, batch[place]))
        kept = [place for place in range(len(batch)) if place not in bad] if bad else None
        return Sorted(
            good=len(batch) - len(bad),
            columns={
                column: columns[column]
                if kept is None
                else [columns[column][place] for place in kept]
                for column in self._order
            },
            bad=[bad[place] for place in sorted(bad)],
            plaintexts=[plaintext for place, plaintext in plaintexts if place not in bad],
        )


def _records(records: Iterable[object]) -> tuple[list[Mapping[Any, Any]], dict[int, Bad]]:
    """The records, and by their place what is none; an empty one stands in for it."""
    batch: list[Mapping[Any, Any]] = []
    bad: dict[int, Bad] = {}
    for place, record in enumerate(records):
        if isinstance(record, Mapping):
            batch.append(record)
        else:
            bad[place] = record if isinstance(record, Bad) else Bad(_NO_RECORD, None, record)
            batch.append({})
    return batch, bad


def _without_phones(
    one: Field,
    keys: Keyring | None,
    given: list[Any],
    batch: list[Mapping[Any, Any]],
    bad: dict[int, Bad],
    plaintexts: list[tuple[int, Plaintext]],
) -> list[Any]:
    """The identifiers of a column, phone numbers among them as their keys."""
    column: list[Any] = []
    for place, value in enumerate(given):
        is_phone = batch[place].get(one.type_from) in _PHONE_TYPES
        if value is None or not is_phone or _KEY.fullmatch(str(value)):
            column.append(value)
            continue
        found = canonical_phone(str(value))
        if found is None or keys is None:
            reason = "is not a phone number with its country code (+49 …)"
            column.append(None)
            bad.setdefault(place, Bad(reason if keys else _NO_KEY, one.name, batch[place]))
            continue
        pid = keys.pid("phone", found[0])
        column.append(pid)
        plaintexts.append((place, (pid, "phone", found[0])))
    return column


def _converted(
    one: Field,
    convert: Converter,
    given: list[Any],
    batch: list[Mapping[Any, Any]],
    bad: dict[int, Bad],
) -> list[Any]:
    if one.kind == "text" and _is_plain(given, one.max_length):
        return given
    try:
        return [None if value is None else convert(value) for value in given]
    except Unreadable:
        pass  # some of them: one by one
    column: list[Any] = []
    for place, value in enumerate(given):
        try:
            column.append(None if value is None else convert(value))
        except Unreadable as reason:
            bad.setdefault(place, Bad(str(reason), one.name, batch[place]))
            column.append(None)
    return column


def _is_plain(given: list[Any], longest: int) -> bool:
    """Whether all are ASCII texts with nothing in them to look at: 0.1 µs a value, not 0.4."""
    texts = [value for value in given if value is not None]
    try:
        joined = "".join(texts)
    except TypeError:
        return False
    return (
        joined.isascii()
        and "\0" not in joined
        and not may_hold_email(joined)
        and max(map(len, texts), default=0) <= longest
    )


def _hashed(
    one: Field,
    as_text: Converter,
    hasher: _Hasher,
    batch: list[Mapping[Any, Any]],
    bad: dict[int, Bad],
    plaintexts: list[tuple[int, Plaintext]],
) -> dict[str, list[Any]]:
    nothing = (None,) * len(one.columns)
    hashed: list[tuple[str | None, ...]] = []
    for place, record in enumerate(batch):
        values: tuple[str | None, ...] = nothing
        value = record.get(one.name)
        if value is not None:
            country = record.get(one.country_from) if one.country_from else None
            try:
                values, plaintext = hasher(as_text(value), country)
            except Unreadable as reason:
                bad.setdefault(place, Bad(str(reason), one.name, record))
            else:
                if plaintext:
                    plaintexts.append((place, plaintext))
        hashed.append(values)
    return {column: [values[part] for values in hashed] for part, column in enumerate(one.columns)}


def _converter(one: Field, keys: Keyring | None, *, in_key: bool) -> Converter:
    made: dict[str, Callable[[], Converter]] = {
        "text": lambda: _text(one, keys, in_key=in_key),
        "free_text": lambda: kinds.free_text(one.max_length),
        "integer": lambda: kinds.integer(one.bits),
        "decimal": lambda: kinds.decimal(one.precision, one.scale),
        "double": lambda: kinds.double,
        "boolean": lambda: kinds.boolean,
        "timestamp": lambda: kinds.timestamp(one.zone),
        "date": lambda: kinds.day,
        "json": lambda: kinds.json_text(one.max_length),
    }
    return made[one.kind]()


def _text(one: Field, keys: Keyring | None, *, in_key: bool) -> Converter:
    """Text in which e-mail addresses become `[email]`: no column is above suspicion.

    A whole address (a system that uses it as an id) becomes its key instead, and so still joins.
    """
    as_text = kinds.text(one.max_length)

    def convert(value: Any) -> str:
        given: str = as_text(value)
        shown = hide_emails(given)
        if shown == given:
            return given
        address = canonical_email(given) if shown.strip() == EMAIL_MARK else None
        if address and keys:
            return keys.pid("email", address)
        if address or in_key:
            raise Unreadable("holds an e-mail address, and is not declared as one")
        return shown

    return convert


def _hasher(one: Field, keys: Keyring | None) -> _Hasher:
    if keys is None:
        raise ValueError(f"{one.name} is personal ({one.kind}): its door needs keys")
    made = {"email": _email_hasher, "phone": _phone_hasher, "name": _name_hasher}
    return made[one.kind](keys)


def _email_hasher(keys: Keyring) -> _Hasher:
    def hashed(given: str, _country: object) -> _Hashed:
        if not given.strip():
            return (None, None), None
        canonical = canonical_email(given)
        if canonical is None:
            raise Unreadable("is not an e-mail address")
        pid = keys.pid("email", canonical)
        return (pid, email_domain(canonical)), (pid, "email", given.strip())

    return hashed


def _phone_hasher(keys: Keyring) -> _Hasher:
    def hashed(given: str, country: object) -> _Hashed:
        # CRM phone fields are free text ("ask for Anna, ext. 5"): what cannot be dialled is no
        # reason to lose the lead.
        found = canonical_phone(given, country if isinstance(country, str) else None)
        if found is None:
            return (None, None), None
        pid = keys.pid("phone", found[0])
        return (pid, found[1]), (pid, "phone", found[0])

    return hashed


def _name_hasher(keys: Keyring) -> _Hasher:
    def hashed(given: str, _country: object) -> _Hashed:
        canonical = canonical_name(given)
        if canonical is None:
            return (None,), None
        pid = keys.pid("name", canonical)
        return (pid,), (pid, "name", given.strip())

    return hashed
