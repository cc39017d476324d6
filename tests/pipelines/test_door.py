"""What passes the door, what does not, and that nothing personal does."""

import json
import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.door import Bad, Door, Field, Good, Kind, Resource, hmac_sql
from pipelines.identifiers import (
    EMAIL_PATTERN,
    Keyring,
    canonical_email,
    canonical_phone,
    hide_emails,
    hide_phones,
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


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "Ünïcode 🔥 'quoted'; drop table", "Ünïcode 🔥 'quoted'; drop table"),
        ("text", 401, "401"),
        ("integer", "401", 401),
        ("integer", 300.0, 300),
        ("integer", 2**63 - 1, 2**63 - 1),
        ("integer", "", None),
        ("decimal", "0.1", Decimal("0.1")),
        ("decimal", "1e3", Decimal(1000)),
        ("decimal", 19.99, Decimal("19.99")),
        ("decimal", "12345678901234567890.123456789", Decimal("12345678901234567890.123456789")),
        ("double", "1.5", 1.5),
        ("boolean", "TRUE", True),
        ("boolean", 0, False),
        ("timestamp", "2026-06-01T12:00:00.000+0000", datetime(2026, 6, 1, 12, tzinfo=UTC)),
        ("timestamp", "2026-06-01T12:00:00+14:00", datetime(2026, 5, 31, 22, tzinfo=UTC)),
        ("timestamp", "2028-02-29T00:00:00Z", datetime(2028, 2, 29, tzinfo=UTC)),
        ("date", "2026-06-01", date(2026, 6, 1)),
        ("date", datetime(2026, 6, 1), date(2026, 6, 1)),  # as Excel gives it
        ("json", {"b": [1, None]}, '{"b":[1,null]}'),
        ("json", '{"amount": 1.10}', '{"amount": 1.10}'),
    ],
)
def test_a_value_of_its_kind_passes_unchanged(kind: Kind, value: object, expected: object) -> None:
    found = verdict(kind, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", "a\0b", "NUL"),
        ("text", "\ud800", "Unicode"),
        ("text", {"a": 1}, "not a text"),
        ("text", "x" * 10_001, "longer than 10000"),
        ("integer", "N/A", "whole number"),
        ("integer", 300.5, "whole number"),
        ("integer", "1.234,56", "whole number"),
        ("integer", 2**63, "64 bits"),
        ("integer", 2**70, "64 bits"),
        ("integer", True, "whole number"),
        ("integer", float("nan"), "whole number"),
        ("decimal", "N/A", "decimal number"),
        ("decimal", float("nan"), "finite"),
        ("decimal", float("inf"), "finite"),
        ("decimal", "NaN", "decimal number"),
        ("decimal", "1.0000000001", "after the point"),
        ("decimal", "1e999", "before the point"),
        ("decimal", "1,5", "decimal number"),
        ("boolean", "maybe", "neither"),
        ("boolean", 2, "neither"),
        ("timestamp", "2026-06-01T12:00:00", "time zone"),
        ("timestamp", "yesterday", "ISO 8601"),
        ("timestamp", 1_750_000_000_000, "ISO 8601"),
        ("timestamp", "1970-01-01T00:00:00Z", "1990-2100"),
        ("timestamp", "9999-01-01T00:00:00Z", "1990-2100"),
        ("date", "2026-02-30", "not a date"),
        ("date", "01.06.2026", "not a date"),
        ("json", "{oops", "not JSON"),
        ("json", {"a": float("nan")}, "not JSON"),
        ("email", "nobody", "e-mail"),
        ("email", "a@b.example; c@d.example", "e-mail"),
    ],
)
def test_what_is_not_of_its_kind_is_bad_with_a_reason(
    kind: Kind, value: object, reason: str
) -> None:
    found = verdict(kind, value)
    assert isinstance(found, Bad)
    assert found.field == "F"
    assert reason in found.reason


def test_endless_depth_is_bad() -> None:
    deep: Any = "bottom"
    for _ in range(100_000):
        deep = [deep]
    assert isinstance(verdict("json", deep), Bad)
    assert isinstance(verdict("json", "[" * 9_000), Bad)
    while isinstance(deep, list):  # taken apart here: Python's own clean-up would recurse
        deep = deep.pop()


def test_local_times_need_their_zone_and_the_clocks_of_it() -> None:
    berlin = {"zone": "Europe/Berlin"}
    summer = verdict("timestamp", "2026-06-01T12:00:00", **berlin)
    assert summer == datetime(2026, 6, 1, 10, tzinfo=UTC)
    twice = verdict("timestamp", "2026-10-25T02:30:00", **berlin)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of the two
    skipped = verdict("timestamp", "2026-03-29T02:30:00", **berlin)
    assert isinstance(skipped, Bad)
    assert "skipped" in skipped.reason


def test_a_number_in_a_text_never_passes_through_a_float() -> None:
    assert verdict("decimal", "0.10", scale=2) == Decimal("0.10")
    assert verdict("decimal", "99999999999999999.99", scale=2) == Decimal("99999999999999999.99")
    assert verdict("decimal", 0.1 + 0.2, scale=2) == Decimal("0.30")


def test_a_personal_field_becomes_its_key_and_what_may_stay() -> None:
    resource = Resource(
        "test",
        "lead",
        ("Id",),
        (
            Field("Id", "text"),
            Field("Email", "email"),
            Field("MobilePhone", "phone", country_from="Country"),
            Field("LastName", "name"),
            Field("Country", "text"),
            Field("Description", "free_text"),
        ),
    )
    answer = Door(resource, KEYS).check(
        {
            "Id": "1",
            "Email": " Jane.DOE@Corp.example ",
            "MobilePhone": "030 901827643",
            "LastName": "  Zzyzx  person",
            "Country": "Germany",
            "Description": "Call +49 30 90182 7643 or write jane.doe@corp.example by 2026-06-01",
        }
    )
    assert isinstance(answer, Good)
    assert answer.row == {
        "id": "1",
        "email_key": KEYS.pid("email", "jane.doe@corp.example"),
        "email_domain": "corp.example",
        "mobile_phone_key": KEYS.pid("phone", "+4930901827643"),
        "mobile_phone_country": "DE",
        "last_name_key": KEYS.pid("name", "zzyzx person"),
        "country": "Germany",
        "description": "Call [phone] or write [email] by 2026-06-01",
    }
    kept = {kind: text for _, kind, text in answer.plaintexts}
    assert kept == {
        "email": "Jane.DOE@Corp.example",
        "phone": "+4930901827643",
        "name": "Zzyzx  person",
    }
    assert "Corp" not in repr(answer)


def test_a_phone_that_nobody_can_dial_is_no_reason_to_lose_the_lead() -> None:
    assert verdict("phone", "ask for Anna") is None
    assert verdict("phone", "030 901827643") is None  # of which country?


def test_an_address_used_as_an_id_becomes_its_key_and_still_joins() -> None:
    ids = Resource("test", "t", ("Id",), (Field("Id", "text"), Field("Owner", "text")))
    answer = Door(ids, KEYS).check({"Id": "jane@corp.example", "Owner": "JANE@corp.example"})
    assert isinstance(answer, Good)
    assert answer.row["id"] == answer.row["owner"] == KEYS.pid("email", "jane@corp.example")
    without_keys = Door(ids, None).check({"Id": "jane@corp.example"})
    assert isinstance(without_keys, Bad)
    assert "e-mail" in without_keys.reason


def test_a_record_without_its_key_is_bad() -> None:
    door = Door(EVERYTHING, KEYS)
    for record in ({}, {"Id": None}, {"Id": ""}):
        answer = door.check(record)
        assert isinstance(answer, Bad)
        assert (answer.field, answer.reason) == ("Id", "is missing")


def test_an_identifier_that_is_a_phone_number_becomes_its_key() -> None:
    value = Field("id_value_a", "text", type_from="id_type_a")
    fields = (Field("row", "text"), Field("id_type_a", "text"), value)
    pairs = Resource("files", "identities", ("row",), fields)
    key = KEYS.pid("phone", "+493090182764")
    given = [
        {"row": "1", "id_type_a": "phone_key", "id_value_a": "+49 30 901-82764"},
        {"row": "2", "id_type_a": "phone_key", "id_value_a": key},
        {"row": "3", "id_type_a": "cookie", "id_value_a": "1234567.8901234"},
        {"row": "4", "id_type_a": "phone", "id_value_a": "ask for Anna"},
    ]
    sorted_ = Door(pairs, KEYS).check_all(given)
    assert [row["id_value_a"] for row in sorted_.rows] == [key, key, "1234567.8901234"]
    assert sorted_.plaintexts == [(key, "phone", "+493090182764")]
    assert [bad.reason for bad in sorted_.bad] == [
        "is not a phone number with its country code (+49 …)"
    ]
    keyless = Door(pairs, None).check(given[0])
    assert isinstance(keyless, Bad)
    assert "CLOSED_LOOP_VAULT_KEY" in keyless.reason


@pytest.mark.parametrize("record", [None, 1, "text", [], b"bytes"])
def test_what_is_no_record_is_bad(record: object) -> None:
    assert isinstance(Door(EVERYTHING, KEYS).check(record), Bad)


def test_only_declared_fields_pass_so_nothing_of_dlts_own_can_be_forged() -> None:
    forged = {"Id": "1", "_dlt_id": "forged", "_dlt_load_id": "0", "id": "2", "ssn": "078-05-1120"}
    answer = Door(EVERYTHING, KEYS).check(forged)
    assert isinstance(answer, Good)
    assert answer.row["id"] == "1"
    assert not [name for name in answer.row if name.startswith("_dlt") or name == "ssn"]


def test_a_declaration_that_cannot_work_is_refused() -> None:
    with pytest.raises(ValueError, match="_dlt_id"):
        Resource("test", "t", ("Id",), (Field("Id", "text"), Field("_dlt_id", "text")))
    with pytest.raises(ValueError, match="double"):
        Resource("test", "t", ("Id",), (Field("Id", "text"), Field("id", "text")))
    with pytest.raises(ValueError, match="Nope"):
        Resource("test", "t", ("Nope",), (Field("Id", "text"),))
    with pytest.raises(ValueError, match="keys"):
        Door(EVERYTHING, None)


def test_names_become_what_dlt_would_make_of_them() -> None:
    assert Field("UTM_Source__c", "text").column == "utm_source_c"
    assert Field("GA_Client_ID__c", "text").column == "ga_client_id_c"
    assert Field("MobilePhone", "phone").columns == ("mobile_phone_key", "mobile_phone_country")


def test_the_same_hash_in_python_and_in_sql() -> None:
    addresses = ["Jane.Doe@Corp.example ", "a@b.co", "o'brien+tag@mail.corp.example"]
    query = f"select {hmac_sql('email', 'lower(trim(?::varchar))')}".replace("?", "$address")
    with duckdb.connect() as database:
        for address in addresses:
            parameters = {**KEYS.hmac_parameters(), "address": address}
            found = database.execute(query, parameters).fetchone()
            canonical = canonical_email(address)
            assert canonical
            assert found == (KEYS.pid("email", canonical),)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("write to jane@corp.example.", "write to [email]."),
        ("?email=canary.person%40canary.example&b=2", "?email=[email]&b=2"),
        ("double%2540corp.example", "[email]"),
        ("jörg@müller.example and a@xn--mller-kva.example", "[email] and [email]"),
        ("full width jane\uff20corp.example", "full width [email]"),
        ("https://medium.example/@user/post", "https://medium.example/@user/post"),
        ("npm install thing@1.2.3", "npm install thing@1.2.3"),
        ("50% off @ noon", "50% off @ noon"),
    ],
)
def test_addresses_are_hidden_alike_in_python_and_in_sql(text: str, hidden: str) -> None:
    assert hide_emails(text) == hidden
    with duckdb.connect() as database:
        query = "select regexp_replace(?, ?, '[email]', 'g')"
        assert database.execute(query, [text, EMAIL_PATTERN]).fetchone() == (hidden,)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call +49 30 90182 7643 now", "call [phone] now"),
        ("(030) 901 82 76-43", "[phone]"),
        ("on 2026-06-01 at 12:00", "on 2026-06-01 at 12:00"),
        ("01.06.2026, 12 pieces", "01.06.2026, 12 pieces"),
        ("order 123456", "order 123456"),
    ],
)
def test_phone_numbers_are_hidden_in_free_text(text: str, hidden: str) -> None:
    assert hide_phones(text) == hidden


def test_a_phone_number_is_the_same_however_it_is_written() -> None:
    ways = [("+49 30 90182 7643", None), ("030/90182-7643", "DE"), ("0049 30 901827643", "Germany")]
    assert {canonical_phone(*way) for way in ways} == {("+4930901827643", "DE")}


def test_long_texts_made_to_be_slow_are_not() -> None:
    slow = [
        "a" * 10_000,
        "a." * 5_000,
        "a@" * 5_000,
        "a%25" * 2_500,
        "1 " * 5_000,
        "x@" + "b." * 5_000,
    ]
    started = time.process_time()
    for text in slow:
        verdict("free_text", text + "@")
    assert time.process_time() - started < 2.0


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.decimals(allow_nan=True)
    | st.text(st.characters(codec=None), max_size=60)
    | st.datetimes()
    | st.dates()
    | st.emails()
    | st.sampled_from(
        ["+49 30 901827643", "N/A", "2026-06-01T00:00:00Z", "1e999", "\ud800", "a\0b"]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
names = st.sampled_from([*KINDS, "Id", "Country", "_dlt_id", "unheard of"])
records = st.dictionaries(names, values, max_size=13) | values


@given(records)
@example({"Id": "1", "json": {"a": "x\njane@corp.example"}})
@example({"Id": "1", "json": '{"a": "jane\\u0040corp.example"}'})
@example({"Id": "1", "decimal": 10**5_000, "boolean": 10**5_000, "text": 10**5_000})
@example({"Id": "1", "timestamp": "0001-01-01T00:00:00+23:59", "phone": "+" + "9" * 400})
def test_any_record_is_good_or_bad_and_never_an_exception(record: Any) -> None:
    answer = Door(EVERYTHING, KEYS).check(record)
    if isinstance(answer, Bad):
        assert answer.reason
        assert not PLAIN_EMAIL.search(f"{answer.reason} {answer.field} {answer!r}")
    else:
        assert list(answer.row) == EVERYTHING.arrow_schema().names
        assert not PLAIN_EMAIL.search(json.dumps(answer.row, default=str, ensure_ascii=False))
        if answer.row["json"] is not None:
            json.loads(answer.row["json"])


@given(st.lists(records, max_size=30))
def test_every_record_of_a_batch_is_counted_once(batch: list[Any]) -> None:
    door = Door(EVERYTHING, KEYS)
    found = door.check_all(batch)
    assert found.good + len(found.bad) == len(batch)
    assert found.table(EVERYTHING.arrow_schema()).num_rows == found.good == len(found.rows)
    one_by_one = [door.check(record) for record in batch]
    assert [one.reason for one in found.bad] == [
        one.reason for one in one_by_one if isinstance(one, Bad)
    ]
    assert repr(found.rows) == repr([one.row for one in one_by_one if isinstance(one, Good)])


# As mail providers give them out; the standard would also allow `/@corp.example`.
mailboxes = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._+'$!~^-]{0,30}", fullmatch=True)
domains = st.emails().map(lambda address: address.rpartition("@")[2])


@given(mailboxes, domains, st.text(max_size=20), st.text(max_size=20))
def test_no_address_survives_in_free_text(
    mailbox: str, domain: str, before: str, after: str
) -> None:
    found = verdict("free_text", f"{before} {mailbox}@{domain} {after}")
    assert isinstance(found, Bad) or f"{mailbox}@{domain}" not in found
    found = verdict("json", {"a": [f"{before}\n{mailbox}@{domain}\n{after}"]})
    assert isinstance(found, Bad) or f"{mailbox}@{domain}" not in found
