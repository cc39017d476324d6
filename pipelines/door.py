"""The door: every record passes it before dlt sees it, and plaintext identifiers end here.

A `Door` built from a `Resource` turns a record into `Good` (a row with exactly the declared
columns) or `Bad` (a field and a reason). It is pure: no clock, no file, no network; the same record
gives the same answer.

Only declared fields pass, so `_dlt_id` and other names of dlt's own cannot be forged. A personal
field becomes `<field>_key`, the keyed hash of its canonical form, and what identity needs in clear
beside it: `<field>_domain` of an e-mail address, `<field>_country` of a phone number.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

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
)
from pipelines.kinds import Converter, Unreadable
from pipelines.resources import Field, Kind, Resource

__all__ = ["Bad", "Door", "Field", "Good", "Kind", "Plaintext", "Resource", "Sorted", "hmac_sql"]

Plaintext = tuple[str, str, str]
"""Key, kind and text of an identifier, on its way to the vault."""

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
    """A batch behind the door."""

    rows: list[dict[str, Any]]
    bad: list[Bad]
    plaintexts: list[Plaintext] = dataclasses.field(repr=False)


class Door:
    """The door of one resource.

    Args:
        resource: what is declared.
        keys: needed if the resource has personal fields.
    """

    def __init__(self, resource: Resource, keys: Keyring | None) -> None:
        self.resource = resource
        self._empty = {column: None for one in resource.fields for column in one.columns}
        self._plain = [
            (one.name, one.column, _converter(one, keys, in_key=one.name in resource.key))
            for one in resource.fields
            if not one.is_personal
        ]
        self._personal = [
            (
                one.name,
                one.columns,
                one.country_from,
                kinds.text(one.max_length),
                _hasher(one, keys),
            )
            for one in resource.fields
            if one.is_personal
        ]
        self._required = [
            (one.name, one.columns[0])
            for one in resource.fields
            if one.required or one.name in resource.key
        ]

    def check(self, record: object) -> Good | Bad:
        """The verdict on one record."""
        verdict = self.check_all([record])
        if verdict.bad:
            return verdict.bad[0]
        return Good(verdict.rows[0], tuple(verdict.plaintexts))

    def check_all(self, records: Iterable[object]) -> Sorted:
        """The verdict on a batch; a `Bad` among the records stays bad."""
        sorted_batch = Sorted([], [], [])
        for record in records:
            if isinstance(record, Bad):
                sorted_batch.bad.append(record)
            elif not isinstance(record, Mapping):
                sorted_batch.bad.append(Bad("is not a record", None, record))
            else:
                self._sort(record, sorted_batch)
        return sorted_batch

    def _sort(self, record: Mapping[Any, Any], batch: Sorted) -> None:
        row: dict[str, Any] = self._empty.copy()
        plaintexts: list[Plaintext] = []
        get = record.get
        name = ""
        try:
            for name, column, convert in self._plain:
                value = get(name)
                if value is not None:
                    row[column] = convert(value)
            for name, columns, country_from, as_text, hasher in self._personal:
                value = get(name)
                if value is not None:
                    country = get(country_from) if country_from else None
                    values, plaintext = hasher(as_text(value), country)
                    row.update(zip(columns, values, strict=True))
                    if plaintext:
                        plaintexts.append(plaintext)
        except Unreadable as verdict:
            batch.bad.append(Bad(str(verdict), name, record))
            return
        for name, column in self._required:
            if row[column] is None or row[column] == "":
                batch.bad.append(Bad("is missing", name, record))
                return
        batch.rows.append(row)
        batch.plaintexts.extend(plaintexts)


def _converter(one: Field, keys: Keyring | None, *, in_key: bool) -> Converter:
    made: dict[str, Callable[[], Converter]] = {
        "text": lambda: _text(one, keys, in_key=in_key),
        "free_text": lambda: kinds.free_text(one.max_length),
        "integer": lambda: kinds.integer(one.bits),
        "decimal": lambda: kinds.decimal(one.precision, one.scale),
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
    longest = one.max_length
    as_text = kinds.text(longest)

    def convert(value: Any) -> str:
        if (
            type(value) is str  # the way of nearly all values, 0.15 µs long
            and len(value) <= longest
            and value.isascii()
            and "\0" not in value
            and "@" not in value
            and "%" not in value
        ):
            return value
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
