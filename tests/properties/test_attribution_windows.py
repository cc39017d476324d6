"""What a window shows of a path, worked out path by path, against the patterns that paths share.

Days are long against lookbacks here, so that paths of one pattern, and paths that differ by one
touch's age, channel or milestone, all come up.
"""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import md5
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from tests.properties.attribution_chain import BEFORE_DEALS, Chain, compile_chain
from tests.properties.test_attribution_conservation import (
    ROLES,
    Company,
    Rows,
    built,
    companies,
)

MODELS: Rows = [
    {"attribution_model": name, "method": "linear", "lookback_days": days}
    | {"direct_handling": direct, "channels": channels, "bounded_by_cycle": cycle}
    for name, days, direct, channels, cycle in [
        ("three_days", 3, "include", None, False),
        ("ten_days", 10, "exclude_unless_alone", None, False),
        ("fifty_paid_days", 50, "include", "paid", False),
        ("this_cycle", None, "exclude_unless_alone", None, True),
    ]
]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder = tmp_path_factory.mktemp("chain")
    return compile_chain(folder, last="int_attribution_paths", before=BEFORE_DEALS)


@pytest.fixture(scope="module")
def database(chain: Chain) -> Iterator[duckdb.DuckDBPyConnection]:
    with chain.database() as connection:
        chain.give(connection, {"seeds.attribution_models": MODELS, "seeds.role_weights": ROLES})
        yield connection


def rows(database: duckdb.DuckDBPyConnection, table: str) -> Rows:
    found = database.execute(f"select * from intermediate.{table}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def seen(window: dict[str, Any], touches: Rows) -> Rows:
    """The touches of a path that a window keeps."""
    kept = [
        touch
        for touch in touches
        if (window["lookback_micros"] is None or touch["age_micros"] <= window["lookback_micros"])
        and (window["channels"] == "all" or touch["is_paid"])
        and (touch["is_in_cycle"] or not window["bounded_by_cycle"])
    ]
    with_a_campaign = [touch for touch in kept if not touch["is_direct"]]
    if window["direct_handling"] == "exclude_unless_alone" and with_a_campaign:
        return with_a_campaign
    return kept


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(company=companies())
def test_a_path_looks_through_every_window_as_if_it_were_the_only_one(
    chain: Chain, database: duckdb.DuckDBPyConnection, company: Company
) -> None:
    built(chain, database, {name: company[name] for name in company if name in chain.given})
    paths = defaultdict(list)
    for touch in sorted(rows(database, "int_conversion_touches"), key=lambda row: row["place"]):
        paths[touch["conversion_number"]].append(touch)
    expected = set()
    for window in rows(database, "int_attribution_windows"):
        for number, touches in paths.items():
            kept = seen(window, touches)
            leads = sum(touch["is_before_lead"] for touch in kept)
            deals = sum(touch["is_before_opportunity"] for touch in kept)
            expected |= {
                (
                    *(window["window_number"], number, touch["touch_key"], position, len(kept)),
                    *(leads, deals, kept[-1]["age_micros"]),
                )
                for position, touch in enumerate(kept, 1)
            }
    found = database.execute(
        "select window_number, conversion_number, touch_key, position, path_length,"
        " lead_position, opportunity_position, last_age_micros"
        " from intermediate.int_attribution_paths"
    ).fetchall()
    assert len(found) == len(expected)
    assert set(found) == expected


def test_a_path_of_more_touches_than_a_pattern_has_bits_is_its_own(
    chain: Chain, database: duckdb.DuckDBPyConnection
) -> None:
    """Seventy touches each of two people, of whom one came directly in the end."""
    built(
        chain,
        database,
        {
            "int_touchpoints": [
                {
                    "touchpoint_id": f"{who}-{number}",
                    "person_id": who,
                    "touched_at": f"2026-01-01 00:{number // 60:02}:{number % 60:02}",
                    "touchpoint_type": "session",
                    "channel": "Email",
                    "is_direct": who == "bob" and number == 69,
                }
                for who in ("ann", "bob")
                for number in range(70)
            ],
            "int_person_conversions": [
                {"source_system": "crm", "record_source_id": who, "conversion_type": "lead"}
                | {"rule_id": "lead", "rule_version": 1, "person_id": who}
                | {"converted_at": "2026-01-02"}
                for who in ("ann", "bob")
            ],
        },
    )
    lengths = database.execute(
        "select distinct path_window, conversion_number, path_length"
        " from intermediate.int_attribution_paths"
        " inner join intermediate.int_attribution_windows using (window_number)"
        " where lookback_micros = 864000000000 order by all"
    ).fetchall()
    assert [length for *_, length in lengths] == [70, 69]


def test_a_visit_that_began_before_the_cycle_it_ends_in_is_told_from_one_within(
    chain: Chain, database: duckdb.DuckDBPyConnection
) -> None:
    """Both have two touches and one of them in the cycle: Ann's first, Bob's second."""

    def touch(who: str, name: str, at: str) -> dict[str, Any]:
        session_id = f"{who}-{name}"
        touched = f"session|{session_id}".encode()
        return {
            "touchpoint_id": md5(touched, usedforsecurity=False).hexdigest(),
            "person_id": who,
            "session_id": session_id,
            "touchpoint_type": "session",
            "touched_at": f"2026-01-01 {at}",
            "channel": "Email",
            "is_direct": False,
        }

    def form(who: str, at: str) -> dict[str, Any]:
        return {
            "source_system": "web",
            "record_source_id": who,
            "conversion_type": "mqi",
            "rule_id": "form",
            "rule_version": 1,
            "event_name": "generate_lead",
            "person_id": who,
            "session_id": f"{who}-own",
            "converted_at": f"2026-01-01 {at}",
        }

    touches = [
        *(touch("ann", "own", "09:00"), touch("ann", "other", "09:05")),
        *(touch("bob", "other", "09:00"), touch("bob", "own", "09:15")),
    ]
    built(
        chain,
        database,
        {
            "int_touchpoints": touches,
            "int_web_conversions": [form("ann", "09:20"), form("bob", "09:25")],
            "int_funnel_cycles": [
                {"subject_type": "person", "subject_id": who, "cycle": 2}
                | {"opens_at": "2026-01-01 09:10"}
                for who in ("ann", "bob")
            ],
        },
    )
    in_cycle = database.execute(
        "select session_id, path_length from intermediate.int_attribution_paths"
        " inner join intermediate.int_attribution_windows using (window_number)"
        " inner join intermediate.int_path_touches using (touch_key)"
        " where bounded_by_cycle order by all"
    ).fetchall()
    assert in_cycle == [("ann-own", 1), ("bob-own", 1)]
