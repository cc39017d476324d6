"""What a mapping's transforms make of a cell."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts import Column, ColumnKind
from pipelines.kinds import Unreadable
from pipelines.sources.files.mapping import Rule
from pipelines.sources.files.numbers import money, number
from pipelines.sources.files.values import transform


def read(cell: str, kind: ColumnKind = "text", **rule: Any) -> object:
    return transform(Rule.model_validate({"column": "c", **rule}), Column("c", kind))(cell)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("R$ 1.234,56", "1234.56"),
        ("1,234.56 USD", "1234.56"),
        ("(12.00)", "-12.00"),
        ("$ (5.00)", "-5.00"),
        ("-€12,50", "-12.50"),
        ("€ -12,50", "-12.50"),
        ("12,50- €", "-12.50"),
        ("\u2212 7", "-7"),
        ("1'234.50 CHF", "1234.50"),
        ("Fr. 12.00", "12.00"),
        ("Rs.500", "500"),
        ("US$ 5", "5"),
        ("1 234,56 zł", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("$.50", ".50"),
        ("0.125", "0.125"),
    ],
)
def test_money_is_read_as_ledgers_print_it(cell: str, amount: str) -> None:
    assert money(cell) == amount


@pytest.mark.parametrize("cell", ["1.234", "R$ 1.234", "12,500", "1,234"])
def test_an_amount_that_could_be_two_is_refused_until_the_mapping_says_which(cell: str) -> None:
    with pytest.raises(Unreadable, match="thousands or decimals"):
        money(cell)
    assert Decimal(money(cell, "comma")) != Decimal(money(cell, "point"))


@pytest.mark.parametrize(
    "cell", ["free", "€", "12abc34", "(12", "12)", "--1", "-(5)", "5 $ x", "12 34", "1,2,3", "NaN"]
)
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        money(cell)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False), st.sampled_from("€$£"))
def test_every_amount_is_read_back_from_both_ways_to_print_it(amount: Decimal, sign: str) -> None:
    english = f"{sign} {abs(amount):,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for printed in (english, german):
        assert Decimal(money(printed)) == abs(amount)
        assert Decimal(money(f"({printed})")) == -abs(amount)


def test_numbers_are_plain_or_grouped_and_the_decimal_comma_is_asked_for() -> None:
    assert number("-0012.50") == "-0012.50"
    assert number("1,234,567.5") == "1234567.5"
    assert number("1.234,5", "comma") == "1234.5"
    assert number("12,5", "comma") == "12.5"
    with pytest.raises(Unreadable, match="`decimal`"):
        number("12,5")
    with pytest.raises(Unreadable, match="thousands or decimals"):
        number("1,234")
    with pytest.raises(Unreadable):
        number("1.234.5", "comma")


def test_a_whole_number_may_carry_the_empty_fraction_of_an_export() -> None:
    assert read("150.0", "integer") == "150"
    assert read("150.5", "integer") == "150.5"  # the door refuses it: it is no whole number


def test_text_keeps_its_leading_zeros_and_is_changed_only_as_asked() -> None:
    assert read("00123") == "00123"
    assert read("ABC", lower=True) == "abc"
    assert read("abc", upper=True) == "ABC"
    assert read("google / cpc", split={"separator": "/", "part": "2"}) == "cpc"
    assert read("a/b/c", split={"separator": "/", "part": "-1"}) == "c"
    assert read("Y", map={"Y": "yes"}) == "yes"
    assert read("other", map={"Y": "yes"}) == "other"
    assert read("-", map={"-": None}) is None
    assert (
        read("X / Y", split={"separator": "/", "part": "1"}, map={"X": "Paid"}, lower=True)
        == "paid"
    )
    with pytest.raises(Unreadable, match="no part 3"):
        read("a/b", split={"separator": "/", "part": "3"})


def test_a_spreadsheet_error_is_nobodys_value() -> None:
    with pytest.raises(Unreadable, match="#N/A"):
        read("#N/A")
    assert read("#N/A", map={"#N/A": ""}) is None
    assert read("#1 in town") == "#1 in town"


@pytest.mark.parametrize(
    ("cell", "rule", "moment"),
    [
        ("2018-02-26 19:58:54", {}, datetime(2018, 2, 26, 19, 58, 54, tzinfo=UTC)),
        ("2018-02-26", {}, datetime(2018, 2, 26, tzinfo=UTC)),
        (
            "2018-02-26T19:58:54.123456789Z",
            {},
            datetime(2018, 2, 26, 19, 58, 54, 123456, tzinfo=UTC),
        ),
        ("2018-02-26 19:58 UTC", {}, datetime(2018, 2, 26, 19, 58, tzinfo=UTC)),
        ("2018-02-26T19:58:54+02:00", {}, datetime(2018, 2, 26, 17, 58, 54, tzinfo=UTC)),
        (
            "26.02.2018 19:58",
            {"date_format": "%d.%m.%Y %H:%M", "timezone": "Europe/Berlin"},
            datetime(2018, 2, 26, 18, 58, tzinfo=UTC),
        ),
        # The hour that comes twice, in October, is the first of the two.
        (
            "2026-10-25 02:30",
            {"timezone": "Europe/Berlin"},
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        # An offset in the cell is believed before the mapping's zone.
        ("2026-07-01T12:00Z", {"timezone": "Europe/Berlin"}, datetime(2026, 7, 1, 12, tzinfo=UTC)),
    ],
)
def test_times_are_brought_to_utc(cell: str, rule: dict[str, str], moment: datetime) -> None:
    assert read(cell, "timestamp", **rule) == moment


def test_days_stay_the_days_that_are_written() -> None:
    assert read("2018-02-26", "date") == date(2018, 2, 26)
    assert read("26/02/18", "date", date_format="%d/%m/%y") == date(2018, 2, 26)


@pytest.mark.parametrize(
    ("cell", "rule", "reason"),
    [
        ("26.02.2018", {}, "date_format"),
        ("yesterday", {}, "date_format"),
        ("2018-02-30", {}, "date_format"),
        ("20180226", {}, "date_format"),
        ("2018-W09-1", {}, "date_format"),
        ("2018-02-26", {"date_format": "%d.%m.%Y"}, "%d.%m.%Y"),
        ("2026-03-29 02:30", {"timezone": "Europe/Berlin"}, "skipped in Europe/Berlin"),
        ("0001-01-01T00:00+09:00", {}, "years"),
        ("0001-01-01", {"timezone": "Asia/Tokyo"}, "years"),
    ],
)
def test_times_that_cannot_be_are_refused(cell: str, rule: dict[str, str], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as refusal:
        read(cell, "timestamp", **rule)
    assert cell not in str(refusal.value).replace("2026-06-01 14:30:00", "")


def test_yes_and_no_are_read_in_the_ways_people_write_them() -> None:
    assert [read(cell, "boolean") for cell in ("Yes", "1", "TRUE", "n", "0")] == [
        *["true"] * 3,
        *["false"] * 2,
    ]
    with pytest.raises(Unreadable, match="true or false"):
        read("maybe", "boolean")
