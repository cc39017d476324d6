"""Costs that are spread and commissions that are clawed back: every cent is somewhere, once."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.macros import Macros

MODEL = Path(__file__).resolve().parents[2] / "models/intermediate/spend"
AFFILIATES = (MODEL / "int_affiliate_commissions.sql").read_text()
FILES = [
    "engine/whole_share.sql",
    "engine/numbers_below.sql",
    "money/spread_up_to.sql",
    "money/round_half_up.sql",
]
PERCENT = Decimal("7.25")
FIRST_DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create table conformed_orders (source_system varchar, order_source_id varchar,"
            " order_type varchar, affiliate varchar, coupon varchar, currency_code varchar,"
            " amount decimal(18, 2), ordered_at timestamp)"
        )
        connection.execute(
            "create table affiliate_commissions as select 'blog' as affiliate,"
            " 'READ' as coupon, 'Affiliates' as channel, 7.25::decimal(9, 4) as commission_percent,"
            " 3::decimal(18, 2) as commission_fixed, null::varchar as currency_code,"
            " date '2000-01-01' as valid_from"
        )
        yield connection


@pytest.fixture(scope="module")
def macros(database: duckdb.DuckDBPyConnection) -> Macros:
    return Macros(database, *FILES)


@settings(deadline=None)
@given(
    cents=st.integers(min_value=0, max_value=10**14),
    parts=st.integers(min_value=1, max_value=800),
)
def test_a_cost_that_is_spread_adds_up_and_no_day_has_a_cent_too_much(
    database: duckdb.DuckDBPyConnection, macros: Macros, cents: int, parts: int
) -> None:
    until = macros.spread_up_to(f"cast({cents} as bigint)", "number + 1", str(parts))
    rows = database.execute(
        f"select {until} from (select {macros.numbers_below(str(parts))} as number) order by number"
    ).fetchall()
    sums = [row[0] for row in rows]
    half = Fraction(1, 2)
    assert sums == [math.floor(Fraction(cents * n, parts) + half) for n in range(1, parts + 1)]
    assert sums[-1] == cents
    days = [later - earlier for earlier, later in zip([0, *sums], sums, strict=False)]
    assert max(days) - min(days) <= 1


@settings(deadline=None)
@given(
    lines=st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=4),
    cuts=st.lists(st.integers(min_value=0, max_value=100), max_size=4),
    is_all_refunded=st.booleans(),
)
def test_what_is_left_of_a_commission_is_that_of_what_was_kept(
    database: duckdb.DuckDBPyConnection,
    macros: Macros,
    lines: list[int],
    cuts: list[int],
    is_all_refunded: bool,
) -> None:
    kept = sum(lines)
    refunds = []
    for cut in cuts:
        refunds.append(kept * cut // 100)
        kept -= refunds[-1]
    if is_all_refunded:
        refunds.append(kept)
        kept = 0
    rows = [("order", None, "read", cents, FIRST_DAY) for cents in lines] + [
        ("refund", None, None, -cents, FIRST_DAY + timedelta(days=number))
        for number, cents in enumerate(refunds)
    ]
    database.execute("delete from conformed_orders")
    database.executemany(
        "insert into conformed_orders values ('shop', 'one', ?, ?, ?, 'EUR', ?, ?)",
        [(*named, Decimal(cents).scaleb(-2), day) for *named, cents, day in rows],
    )
    found = database.execute(
        "select sum(commission) filter (commission_id is not null), count(*),"
        " count(distinct commission_id) from (" + macros.rendered(AFFILIATES, ref=str) + ")"
    ).fetchall()
    fixed = 0 if kept == 0 and sum(lines) > 0 else 3
    share = (Decimal(kept).scaleb(-2) * PERCENT / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    [(commission, row_count, id_count)] = found
    assert commission == share + fixed
    assert row_count == id_count
