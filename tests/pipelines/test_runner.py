"""What a landing promises beside surviving kills: rows that add up, silence, one sentence."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.door import Field, Resource
from pipelines.errors import SourceError
from pipelines.identifiers import Keyring
from pipelines.landing import Landing
from pipelines.quarantine import quarantined_row
from pipelines.runner import LandError, land
from pipelines.settings import Settings
from pipelines.sources import SYSTEMS
from pipelines.vault import Vault
from tests.pipelines.served_records import (
    CANARY,
    KEY,
    LEAD,
    PLAIN,
    ask,
    canary_leads,
    data,
    key_and_registry,
    serve,
)

__all__ = ["data", "key_and_registry"]


def test_the_canary_is_nowhere_but_in_the_vault(
    data: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    serve("crm", LEAD, canary_leads())
    result = land("crm", settings=data, progress=print)
    land("crm", settings=data, progress=print)

    assert (result.read, result.tables["lead"], result.quarantined) == (58, 51, 7)
    needles = [b"canary.person", b"canary%2eperson", b"zzyzxperson", b"901827643", b"90182 7643"]
    for path in data.data_dir.rglob("*"):
        if path.is_file() and path.name != "vault.sqlite":
            content = path.read_bytes().lower()
            assert not [needle for needle in needles if needle in content], path
    for table, column in ask(
        data,
        "select table_schema || '.' || table_name, column_name from information_schema.columns "
        "where data_type in ('VARCHAR', 'JSON')",
    ):
        found = ask(
            data,
            f"select count(*) from {table} where \"{column}\" ilike '%canary.person%' "
            f"or \"{column}\" ilike '%zzyzx%' or \"{column}\" like '%7643%'",
        )
        assert found == [(0,)], f"{table}.{column}"
    said = capfd.readouterr()
    assert "canary" not in (said.out + said.err).lower()
    keys = Keyring(KEY)
    with Vault(data.data_dir / "vault.sqlite", keys) as vault:
        assert vault.reveal(keys.pid("email", CANARY)) == CANARY
        assert vault.reveal(keys.pid("phone", "+4930901827643")) == "+4930901827643"


def test_what_did_not_pass_is_kept_sealed_with_its_reason(data: Settings) -> None:
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    land("crm", settings=data)  # the same records again: the same rows

    found = ask(
        data,
        "select record_key, field, reason, payload_sealed from raw_crm.quarantine order by all",
    )
    assert len(found) == 7
    assert ("b0", "Employees", "is not a whole number") in {row[:3] for row in found}
    assert {row[1] for row in found} == {"Employees", "Id"}
    keys = Keyring(KEY)
    assert all(CANARY in keys.unseal(row[3]) for row in found)


def test_every_declared_table_and_column_exists_without_any_row(data: Settings) -> None:
    serve("crm", LEAD, [])
    land("crm", settings=data)
    columns = ask(
        data,
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'raw_crm' and table_name = 'lead' order by ordinal_position",
    )
    assert [name for name, _ in columns] == [*LEAD.columns(), "_dlt_load_id", "_dlt_id"]
    assert dict(columns)["created_date"] == "TIMESTAMP WITH TIME ZONE"
    assert ask(data, "select count(*) from raw_crm.quarantine") == [(0,)]
    assert len(ask(data, "from raw_crm._dlt_loads where status = 0")) == 1


def test_a_system_without_personal_fields_needs_no_key(
    data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOSED_LOOP_VAULT_KEY")
    serve("tills", PLAIN, [{"id": "1", "amount": "9.99"}, {"id": "2", "amount": "?"}])
    result = land("tills", settings=data)
    assert (result.tables["sale"], result.quarantined) == (1, 1)
    assert ask(data, "select payload_sealed from raw_tills.quarantine") == [(None,)]
    assert not (data.data_dir / "vault.sqlite").exists()

    serve("crm", LEAD, canary_leads())
    with pytest.raises(LandError, match="crm: No vault key: set CLOSED_LOOP_VAULT_KEY"):
        land("crm", settings=data)


def test_a_vault_of_another_key_stops_the_landing(
    data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", "another key, which is long enough as well")
    with pytest.raises(LandError, match="was made with another key"):
        land("crm", settings=data)


def test_the_newest_of_two_versions_in_one_run_stays(data: Settings) -> None:
    versioned = Resource(
        "tills",
        "sale",
        ("id",),
        (Field("id", "text"), Field("changed", "timestamp"), Field("amount", "decimal", scale=2)),
        newest_by="changed",
    )
    newest = {"id": "1", "changed": "2026-06-02T00:00:00Z", "amount": "2.00"}
    oldest = {"id": "1", "changed": "2026-06-01T00:00:00Z", "amount": "1.00"}
    serve("tills", versioned, [newest, oldest])
    land("tills", settings=data)
    assert ask(data, "select amount::varchar from raw_tills.sale") == [("2.00",)]


def test_a_source_may_find_bad_records_itself_and_say_where(data: Settings) -> None:
    from pipelines.door import Bad

    located = Resource(
        "tills",
        "sale",
        ("file", "row"),
        (Field("file", "text"), Field("row", "integer")),
        file_field="file",
        row_field="row",
    )
    record = {"file": "sales.csv", "row": 7}
    serve("tills", located, [{"file": "sales.csv", "row": 6}, Bad("has no date", "day", record)])
    result = land("tills", settings=data)
    assert (result.read, result.quarantined) == (2, 1)
    found = ask(data, "select file, row_number, field, reason from raw_tills.quarantine")
    assert found == [("sales.csv", 7, "day", "has no date")]


def test_any_bad_record_has_a_row_in_the_quarantine() -> None:
    from pipelines.door import Bad

    endless: list[Any] = []
    endless.append(endless)
    strange: list[Any] = [
        None,
        1,
        "\ud800",
        endless,
        {1: 2},
        {"Id": 10**5_000},
        {"Id": "x" * 10**7},
    ]
    ids = set()
    for record in strange:
        row = quarantined_row(LEAD, Bad("is strange", None, record), Keyring(KEY))
        assert row["reason"] == "is strange"
        ids.add(row["quarantine_id"])
    assert len(ids) >= len(strange) - 2  # what cannot be written down at all shares one row


class VendorError(Exception):
    """What an HTTP client raises: it quotes what it was sent."""


@pytest.mark.parametrize("where", ["before it reads", "while it reads"])
def test_an_exception_of_a_source_never_shows_its_text(data: Settings, where: str) -> None:
    def fail() -> Iterator[Any]:
        yield from canary_leads()
        raise VendorError(f"400 for {CANARY} with token=sesame")

    def source(landing: Landing) -> Any:
        if where == "before it reads":
            raise VendorError(f"401 for {CANARY}")
        return landing.source(landing.table(LEAD, fail))

    SYSTEMS["crm"] = source
    with pytest.raises(LandError) as error:
        land("crm", settings=data)
    assert str(error.value).startswith("crm could not be read (VendorError")
    assert "canary" not in str(error.value)
    assert "sesame" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__

    serve("crm", LEAD, canary_leads())
    assert land("crm", settings=data).tables["lead"] == 51


def test_a_sentence_of_a_source_is_shown(data: Settings) -> None:
    def refuse() -> Iterator[Any]:
        yield from ()
        raise SourceError("the client secret is wrong: set SOURCES__CRM__CLIENT_SECRET.")

    SYSTEMS["crm"] = lambda landing: landing.source(landing.table(LEAD, refuse))
    with pytest.raises(LandError, match=r"^crm: the client secret is wrong: set SOURCES__CRM"):
        land("crm", settings=data)


def test_an_unknown_system_is_refused(data: Settings) -> None:
    with pytest.raises(LandError, match="No system is called 'sapphire'"):
        land("sapphire", settings=data)


def test_live_records_are_not_put_on_top_of_the_sandbox(data: Settings) -> None:
    live = data.model_copy(update={"sandbox": False})
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)
    with pytest.raises(LandError, match=r"was landed from the sandbox.*delete .*data to start"):
        land("crm", settings=live)
    land("crm", settings=data)

    serve("files", PLAIN, [])
    land("files", settings=data)
    land("files", settings=live)  # files are what they are


def test_a_first_landing_that_fails_does_not_decide_where_records_come_from(data: Settings) -> None:
    live = data.model_copy(update={"sandbox": False})

    def refuse(_landing: Landing) -> Any:
        raise SourceError("no.")

    SYSTEMS["crm"] = refuse
    with pytest.raises(LandError):
        land("crm", settings=live)
    serve("crm", LEAD, canary_leads())
    land("crm", settings=data)


def test_progress_says_which_table_has_how_many_rows(data: Settings) -> None:
    said: list[str] = []
    serve("crm", LEAD, [{"Id": str(number)} for number in range(1_203)])
    land("crm", settings=data, progress=said.append)
    assert "crm: lead 1,203 rows" in said
