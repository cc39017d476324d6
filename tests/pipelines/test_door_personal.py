"""Nothing personal passes the door: keys take its place, and free text loses it."""

import time

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.door import Bad, Door, Field, Good, Resource, hmac_sql
from pipelines.identifiers import (
    EMAIL_PATTERN,
    canonical_email,
    canonical_phone,
    hide_emails,
    hide_phones,
)
from tests.pipelines.door_verdicts import KEYS, verdict


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
