"""Systems that have the records a test gives them, and a folder to land them in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.door import Field, Resource
from pipelines.landing import Landing
from pipelines.settings import Settings
from pipelines.sources import SYSTEMS

KEY = "a key for landings in tests, long enough"


CANARY = "canary.person@canary.example"


LEAD = Resource(
    "crm",
    "lead",
    ("Id",),
    (
        Field("Id", "text"),
        Field("Email", "email"),
        Field("Phone", "phone"),
        Field("LastName", "name"),
        Field("Description", "free_text"),
        Field("Company", "text"),
        Field("Employees", "integer"),
        Field("Payload", "json"),
        Field("CreatedDate", "timestamp"),
    ),
)


PLAIN = Resource("tills", "sale", ("id",), (Field("id", "text"), Field("amount", "decimal")))


@pytest.fixture(autouse=True)
def key_and_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", KEY)
    known = dict(SYSTEMS)
    yield
    SYSTEMS.clear()
    SYSTEMS.update(known)


@pytest.fixture
def data(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", sandbox=True)


def serve(system: str, resource: Resource, records: Iterable[Any]) -> None:
    """Let a system have these records."""

    def source(landing: Landing) -> Any:
        return landing.source(landing.table(resource, lambda: records))

    SYSTEMS[system] = source


def ask(data: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(data.raw_database), read_only=True) as database:
        return database.execute(query).fetchall()


def canary_leads() -> list[dict[str, Any]]:
    """Every field holds the canary in turn; some of the records are bad as well."""
    texts = {
        "Email": CANARY,
        "Phone": "+49 30 90182 7643",
        "LastName": "Zzyzxperson",
        "Description": f"Wrote from {CANARY}, call +49 30 90182 7643",
        "Company": f"The company of {CANARY}",
        "Payload": {"note": f"x\n{CANARY}", "url": "?e=canary.person%40canary.example"},
        "CreatedDate": "2026-06-01T10:00:00Z",
    }
    good = [{"Id": str(number), **texts, "Employees": number} for number in range(50)]
    bad = [{"Id": f"b{number}", **texts, "Employees": CANARY} for number in range(5)]
    return [
        *good,
        *bad,
        {"Id": CANARY, **texts, "Employees": "x"},
        {**texts},
        {"Id": CANARY, **texts},
    ]
