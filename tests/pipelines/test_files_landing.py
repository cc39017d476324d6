"""Files land whole, once, and again only when they or their mapping change."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.contracts import read_contracts
from pipelines.identifiers import Keyring
from pipelines.runner import LandError, LandResult, land
from pipelines.settings import Settings
from pipelines.vault import Vault
from tests.pipelines.files_rooms import PEOPLE, write

KEY = "a key for tests only, longer than thirty-two characters"
PROJECT = Path(__file__).resolve().parents[2]
OLIST = PROJECT / "docs" / "olist" / "mapping.yml"
OLIST_DATA = PROJECT.parent / "shared" / "data" / "olist"
ORDERS = """
version: 1
files:
  - path: "till-*.csv"
    entity: orders
    system: till
    columns:
      order_source_id: receipt
      order_line: {constant: 1}
      order_type: {constant: order}
      amount: {column: total, money: true}
      currency_code: {constant: EUR}
      ordered_at: {column: at, date_format: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}
"""
TILL = "receipt;total;at\n001;1.234,56 €;01.06.2026 12:00\n002;(10,00);02.06.2026 12:00\n"
Query = Callable[[str], list[Any]]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSED_LOOP_VAULT_KEY", raising=False)
    monkeypatch.chdir(PROJECT)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def query(data: Path) -> Query:
    def ask(sql: str) -> list[Any]:
        with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as connection:
            connection.execute("set schema 'raw_files'; set timezone = 'UTC'")
            return connection.execute(sql).fetchall()

    return ask


def land_files(mapping: Path, data: Path, folder: Path | None = None) -> LandResult:
    settings = Settings(data_dir=data, files_mapping=mapping, files_folder=folder)
    return land("files", settings=settings)


def till(folder: Path) -> Path:
    write(folder, "till-june.csv", TILL)
    options = 'path: "till-*.csv"\n    delimiter: ";"'
    return write(folder, "mapping.yml", ORDERS.replace('path: "till-*.csv"', options))


def test_every_entity_has_its_table_and_rows_know_where_they_stood(
    tmp_path: Path, data: Path, query: Query
) -> None:
    result = land_files(till(tmp_path), data)
    assert (result.tables, result.read, result.quarantined) == ({"orders": 2}, 2, 0)
    tables = {name for (name,) in query("select table_name from duckdb_tables()")}
    assert tables >= {*read_contracts(), "quarantine", "_dlt_loads"}
    for entity in read_contracts().values():
        columns = {name for (name, *_) in query(f"describe {entity.name}")}
        assert columns >= {column.name for column in entity.columns} - {"loaded_at"}
    assert query(
        "select source_system, order_source_id, order_line, amount::varchar, ordered_at::varchar,"
        " email_key, source_file, source_row from orders order by all"
    ) == [
        ("till", "001", "1", "1234.56", "2026-06-01 10:00:00+00", None, "till-june.csv", 2),
        ("till", "002", "1", "-10.00", "2026-06-02 10:00:00+00", None, "till-june.csv", 3),
    ]


def test_nothing_is_loaded_while_nothing_changed(tmp_path: Path, data: Path, query: Query) -> None:
    mapping = till(tmp_path)
    land_files(mapping, data)
    rows = query("select * from orders order by all")
    os.utime(tmp_path / "till-june.csv", (0, 0))  # a new date on the same bytes is no change
    again = land_files(mapping, data)
    assert (again.tables, again.read) == ({}, 0)
    assert query("select * from orders order by all") == rows
    assert query("select count(*) from _dlt_loads") == [(1,)]
    (data / "raw.duckdb").unlink()  # lost data is landed again, whatever dlt remembers
    assert land_files(mapping, data).tables == {"orders": 2}
    assert query("select count(*) from orders") == [(2,)]


def test_a_new_file_and_a_changed_one_take_the_place_of_what_was_there(
    tmp_path: Path, data: Path, query: Query
) -> None:
    mapping = till(tmp_path)
    land_files(mapping, data)
    write(tmp_path, "till-june.csv", TILL.replace("002", "003"))
    write(tmp_path, "till-july.csv", TILL.replace("001", "004").replace("002", "005"))
    assert land_files(mapping, data).tables == {"orders": 4}
    assert query("select order_source_id from orders order by all") == [
        ("001",),
        ("003",),
        ("004",),
        ("005",),
    ]


EVENTS = """
version: 1
files:
  - path: "events-*.csv"
    system: shop
    entity: web_events
    columns: {event_id: id, anonymous_id: cookie, event_name: name, event_at: at}
  - path: "people.csv"
    system: shop
    entity: people
    columns: {person_source_id: id}
"""
EVENT = "id,cookie,name,at\n1,c,page_view,2026-06-01T10:00:00Z\n"


def test_events_of_a_file_that_did_not_change_are_the_batch_that_they_were(
    tmp_path: Path, data: Path, query: Query
) -> None:
    """All files are landed again whenever one changed; only what changed is news."""
    stamps = "select source_file, file_version, file_since from web_events order by 1"
    for name in ("a", "b"):
        write(tmp_path, f"events-{name}.csv", EVENT.replace("1,", f"{name},"))
    write(tmp_path, "people.csv", "id\n1\n")
    mapping = write(tmp_path, "mapping.yml", EVENTS)
    land_files(mapping, data)
    before = query(stamps)
    write(tmp_path, "people.csv", "id\n1\n2\n")
    assert land_files(mapping, data).tables == {"people": 2, "web_events": 2}
    assert query(stamps) == before
    write(tmp_path, "events-b.csv", EVENT.replace("1,", "c,"))
    land_files(mapping, data)
    same, changed = query(stamps)
    assert same == before[0]
    assert changed[0] == "events-b.csv"
    assert changed[1] != before[1][1]
    assert changed[2] > before[1][2]


def test_an_entity_that_leaves_the_mapping_is_emptied(
    tmp_path: Path, data: Path, query: Query
) -> None:
    mapping = till(tmp_path)
    write(tmp_path, "till-june.csv", TILL + "003;free;03.06.2026 12:00\n")
    assert land_files(mapping, data).quarantined == 1
    write(tmp_path, "people.csv", "id,source\n1,web\n")
    write(tmp_path, "mapping.yml", PEOPLE)
    assert land_files(mapping, data).tables == {"people": 1}
    assert query("select count(*) from orders") == [(0,)]
    assert query("select count(*) from quarantine") == [(0,)]
    assert query("select source_system, person_source_id, lead_source from people") == [
        ("files", "1", "web")
    ]
    write(tmp_path, "mapping.yml", "version: 1\nfiles: []\n")
    assert land_files(mapping, data).tables == {}
    assert query("select count(*) from people") == [(0,)]


def test_bad_rows_wait_in_quarantine_and_the_rest_lands(
    tmp_path: Path, data: Path, query: Query
) -> None:
    mapping = till(tmp_path)
    bad = [
        "003;free;03.06.2026 12:00",
        "004;1,00;2026-06-03",
        ";1,00;03.06.2026 12:00",
        "005;1,00",
        "006;1,005;03.06.2026 12:00",
        "007;1,00;03.06.2206 12:00",
        "0\x0008;1,00;03.06.2026 12:00",
    ]
    write(tmp_path, "till-june.csv", TILL + "\n".join(bad) + "\n009;1;03.06.2026 12:00\n")
    result = land_files(mapping, data)
    assert (result.tables, result.quarantined, result.read) == ({"orders": 3}, 7, 10)
    quarantined = query(
        "select row_number, field, reason, file, resource from quarantine order by 1"
    )
    assert [(row, field) for row, field, *_ in quarantined] == [
        (4, "total"),
        (5, "at"),
        (6, "receipt"),
        (7, None),
        (8, "total"),
        (9, "at"),
        (10, "receipt"),
    ]
    assert quarantined[0][2:] == (
        "is not an amount of money (for amount)",
        "till-june.csv",
        "orders",
    )
    repaired = TILL + "009;1;03.06.2026 12:00\n"
    write(tmp_path, "till-june.csv", repaired)
    assert land_files(mapping, data).quarantined == 0
    assert query("select count(*) from quarantine") == [(0,)]


def test_a_wrong_mapping_or_file_lands_nothing_and_keeps_what_was_there(
    tmp_path: Path, data: Path, query: Query
) -> None:
    mapping = till(tmp_path)
    land_files(mapping, data)
    rows = query("select * from orders order by all")
    write(tmp_path, "till-july.csv", TILL + '003;"1,00;03.06.2026 12:00\n')
    with pytest.raises(LandError, match=r"till-july.csv row 4: a quotation mark opens here"):
        land_files(mapping, data)
    write(tmp_path, "till-july.csv", "receipt,total,at\n")
    with pytest.raises(
        LandError, match=r"mapping.yml line 4: the header of till-july.csv is one cell"
    ):
        land_files(mapping, data)
    with pytest.raises(LandError, match="is not there"):
        land_files(tmp_path / "no.yml", data)
    assert query("select * from orders order by all") == rows
    (tmp_path / "till-july.csv").unlink()
    assert land_files(mapping, data).tables == {}


SHOW = """
version: 1
files:
  - path: leads.csv
    entity: people
    columns:
      person_source_id: mail
      kind: {constant: lead}
      email: mail
      phone: phone
      country: country
      company: company
      self_reported_source: heard
"""
LEADS = (
    "mail,phone,country,company,heard\n"
    "Jane.Doe@Show.example,030 901820,DE,jane.doe@show.example GmbH,call me: +49 30 901820\n"
    "no address,,,Acme,\n"
    "Mr X <x@show.example>,,,Acme,\n"
)


def test_people_in_files_pass_the_same_door_as_any_other(
    tmp_path: Path, data: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", KEY)
    write(tmp_path, "leads.csv", LEADS)
    result = land_files(write(tmp_path, "mapping.yml", SHOW), data)
    assert (result.tables, result.quarantined) == ({"people": 1}, 2)
    keys = Keyring(KEY)
    pid = keys.pid("email", "jane.doe@show.example")
    assert query(
        "select person_source_id, email_key, email_domain, phone_key, phone_country, company,"
        " self_reported_source from people"
    ) == [
        (
            pid,
            pid,
            "show.example",
            keys.pid("phone", "+4930901820"),
            "DE",
            "[email] GmbH",
            "call me: [phone]",
        )
    ]
    assert query(
        "select row_number, field, payload_sealed is not null from quarantine order by 1"
    ) == [
        (3, "mail", True),
        (4, "mail", True),
    ]
    with Vault(data / "vault.sqlite", keys) as vault:
        assert vault.reveal(pid) == "Jane.Doe@Show.example"
    plain = [
        path
        for path in data.rglob("*")
        if path.is_file() and b"jane.doe" in path.read_bytes().lower()
    ]
    assert plain == []


def test_a_mapping_with_personal_columns_refuses_to_start_without_a_key(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.landing.vault_key", _no_vault_key)
    write(tmp_path, "leads.csv", LEADS)
    with pytest.raises(LandError, match="CLOSED_LOOP_VAULT_KEY"):
        land_files(write(tmp_path, "mapping.yml", SHOW), data)


def _no_vault_key() -> str:
    from pipelines.settings import MissingSetting

    raise MissingSetting("No vault key: set CLOSED_LOOP_VAULT_KEY.")


def test_the_worked_example_lands_the_olist_funnel(data: Path, query: Query) -> None:
    if not OLIST_DATA.exists():
        pytest.skip(f"needs the Olist files in {OLIST_DATA}: see docs/files.md for where from")
    result = land_files(OLIST, data, OLIST_DATA)
    assert result.quarantined == 0
    assert result.tables == {
        "people": 8_000,
        "accounts": 842,
        "opportunities": 842,
        "opportunity_people": 842,
        "orders": 5_044,
    }
    assert query(
        "select count(*), count(distinct order_source_id), sum(amount)::varchar from orders"
    ) == [(5_044, 4_512, "676851.48")]
    assert query("select count(*) from people where lead_source is null") == [(60,)]
    assert land_files(OLIST, data, OLIST_DATA).tables == {}
