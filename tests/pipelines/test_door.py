"""What passes the door and what does not."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.door import Bad, Door, Field, Good, Kind, Resource
from tests.pipelines.door_verdicts import EVERYTHING, KEYS, KINDS, PLAIN_EMAIL, verdict


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


def test_a_record_without_its_key_is_bad() -> None:
    door = Door(EVERYTHING, KEYS)
    for record in ({}, {"Id": None}, {"Id": ""}):
        answer = door.check(record)
        assert isinstance(answer, Bad)
        assert (answer.field, answer.reason) == ("Id", "is missing")


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
