"""A door for tests: one that knows every kind of field, and what it makes of a value."""

import re
from typing import Any

from pipelines.door import Bad, Door, Field, Kind, Resource
from pipelines.identifiers import (
    Keyring,
)

KEYS = Keyring("a key that only the tests of the door know")


PLAIN_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}")


KINDS: tuple[Kind, ...] = (
    "text", "integer", "decimal", "double", "boolean", "timestamp", "date", "json",
    "email", "phone", "name", "free_text",
)  # fmt: skip


EVERYTHING = Resource(
    "test", "thing", ("Id",), (Field("Id", "text"), *(Field(k, k) for k in KINDS))
)


def verdict(kind: Kind, value: object, **declared: Any) -> Any:
    """The value that a lone field of this kind becomes, or its Bad."""
    resource = Resource("test", "t", ("Id",), (Field("Id", "text"), Field("F", kind, **declared)))
    answer = Door(resource, KEYS).check({"Id": "1", "F": value})
    return answer if isinstance(answer, Bad) else answer.row[resource.fields[1].columns[0]]
