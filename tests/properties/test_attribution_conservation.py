"""Whatever happens to deals, orders and touches, attribution adds up and is what a new build gives.

Companies are made up by hypothesis: deals that are re-amounted, lost, reopened or deleted, refunds,
touches that come to light later, several people on a deal. The models are dbt's own, compiled.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.attribution_chain import BEFORE_DEALS, Chain, compile_chain

Rows = list[dict[str, Any]]
Company = dict[str, Rows]
START = datetime(2026, 1, 1)
LAST_DAY = 130  # the last moment drawn, and what follows it within three weeks
PEOPLE = ["ann", "bob", "cat", "dan"]
ACCOUNTS = ["acme", "bolt"]
CHANNELS = ["Direct", "Email", "Paid Search", "Referral", "Events"]
MODELS: Rows = [
    {
        "attribution_model": "thirty_days",
        "method": "time_decay",
        "lookback_days": 30,
        "half_life_days": 3,
        "direct_handling": "exclude_unless_alone",
        "bounded_by_cycle": True,
        "is_additive": True,
    }
]
LEARNED = [("markov_1", None), ("shapley_ordered", 1), ("shapley_ordered", 2)]
ROLES: Rows = [{"role": "decider", "weight": 3}, {"role": "watcher", "weight": 0}]

moments = st.integers(0, 400).map(lambda quarter: START + timedelta(hours=6 * quarter))
# Euros are reported as they are, dollars at a rate, francs have none.
currencies = st.sampled_from(["EUR", "USD", "CHF"])
amounts = st.one_of(st.none(), st.integers(-1, 100_000).map(lambda cents: Decimal(cents) / 100))


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder = tmp_path_factory.mktemp("chain")
    return compile_chain(folder, last="fct_attribution", before=BEFORE_DEALS)


@pytest.fixture(scope="module")
def database(chain: Chain) -> Iterator[duckdb.DuckDBPyConnection]:
    """One database that lives through all examples, as a warehouse lives through all days."""
    with chain.database() as connection:
        chain.give(connection, {"seeds.attribution_models": MODELS, "seeds.role_weights": ROLES})
        yield connection


@st.composite
def touches(draw: st.DrawFn) -> Rows:
    drawn = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), moments, st.sampled_from(CHANNELS)),
                          max_size=14))  # fmt: skip
    return [
        {
            "touchpoint_id": f"touch-{number}",
            "person_id": who,
            "touched_at": at,
            "touchpoint_type": "session",
            "channel": channel,
            "is_direct": channel == "Direct",
        }
        for number, (who, at, channel) in enumerate(drawn)
    ]


@st.composite
def deals(draw: st.DrawFn) -> Rows:
    """Deals as they stand on one day; on another they are re-amounted, lost or open again."""
    states = [(False, False), (True, True), (True, False)]
    rows: Rows = []
    for number in range(3):
        is_closed, is_won = draw(st.sampled_from(states))
        created = draw(moments)
        rows.append(
            {
                "source_system": "crm",
                "opportunity_source_id": f"deal-{number}",
                "account_source_id": draw(st.sampled_from([None, *ACCOUNTS])),
                "primary_person_source_id": draw(st.sampled_from([None, *PEOPLE])),
                "amount": draw(amounts),
                "currency_code": draw(currencies),
                "created_at": created,
                "closed_at": created + timedelta(days=20) if is_closed else None,
                "is_closed": is_closed,
                "is_won": is_won,
                "is_deleted": draw(st.booleans()) and draw(st.booleans()),
            }
        )
    return rows


@st.composite
def orders(draw: st.DrawFn) -> Rows:
    """Orders, some of them refunded in part or in whole."""
    rows: Rows = []
    for number in range(draw(st.integers(0, 2))):
        cents, at = draw(st.integers(1, 100_000)), draw(moments)
        line = {
            "source_system": "shop",
            "order_source_id": f"order-{number}",
            "order_line": "1",
            "account_source_id": draw(st.sampled_from(ACCOUNTS)),
            "currency_code": draw(currencies),
        }
        amount = Decimal(cents) / 100
        rows.append(line | {"order_type": "order", "amount": amount, "ordered_at": at})
        if draw(st.booleans()):
            back = Decimal(-draw(st.integers(1, cents))) / 100
            later = at + timedelta(days=9)
            rows.append(line | {"order_type": "refund", "amount": back, "ordered_at": later})
    return rows


@st.composite
def companies(draw: st.DrawFn) -> Company:
    roles = st.sampled_from([None, "decider", "watcher", "user"])
    learned = st.one_of(st.just(0.0), st.floats(1e-9, 5))
    rate = Decimal(draw(st.integers(1, 3_000_000))) / 1_000_000
    return {
        "conformed_fx_rates": [
            {"from_currency": "USD", "to_currency": "EUR", "rate": rate}
            | {"rate_date": (START + timedelta(days=day)).date()}
            for day in range(LAST_DAY)
        ],
        "int_touchpoints": draw(touches()),
        "conformed_opportunities": draw(deals()),
        "conformed_orders": draw(orders()),
        # What was learned from other paths: some channels are worth nothing, some are not there.
        "int_data_driven_weights": [
            {
                "attribution_model": model,
                "conversion_type": kind,
                "channel": channel,
                "position": place,
                "weight": draw(learned),
            }
            for model, place in LEARNED
            for kind in ("deal_won", "order")
            for channel in CHANNELS[:3]
        ],
        "conformed_opportunity_people": [
            {
                "source_system": "crm",
                "opportunity_source_id": f"deal-{number}",
                "person_source_id": who,
                "role": draw(roles),
            }
            for number in range(3)
            for who in draw(st.sets(st.sampled_from(PEOPLE), max_size=3))
        ],
        "int_person_conversions": [
            {
                "source_system": "crm",
                "record_source_id": who,
                "conversion_type": kind,
                "rule_id": kind,
                "rule_version": 1,
                "person_id": who,
                "converted_at": draw(moments),
            }
            for who in PEOPLE[:2]
            for kind in draw(st.sets(st.sampled_from(["lead", "mql"])))
        ],
        "int_funnel_cycles": [
            {"subject_type": "person", "subject_id": who, "cycle": 2, "opens_at": draw(moments)}
            for who in draw(st.sets(st.sampled_from(PEOPLE)).map(sorted))
        ],
    }


def people() -> Company:
    """Who is who, and who works where: the same in every company."""
    records = [(who, ACCOUNTS[number % 2]) for number, who in enumerate(PEOPLE)]
    return {
        "int_people_resolved": [
            {
                "source_system": "crm",
                "person_source_id": who,
                "person_id": who,
                "account_id": account,
                "is_deleted": False,
                "created_at": START,
            }
            for who, account in records
        ],
        "conformed_people": [
            {
                "source_system": "crm",
                "person_source_id": who,
                "account_source_id": account,
                "is_deleted": False,
            }
            for who, account in records
        ],
        "int_accounts_resolved": [
            {"source_system": system, "account_source_id": account, "account_id": account}
            for system in ("crm", "shop")
            for account in ACCOUNTS
        ],
    }


def built(chain: Chain, database: duckdb.DuckDBPyConnection, company: Company) -> None:
    chain.give(database, people() | company)
    chain.build(database)


def attribution(database: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return database.execute("select * from marts.fct_attribution order by all").fetchall()


def largest_remainder(cents: int, weights: list[int]) -> list[int]:
    """Whole cents by weight; what is left goes to the largest remainders, the earlier first."""
    exact = [Fraction(abs(cents) * weight, sum(weights)) for weight in weights]
    shared = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: shared[place] - exact[place])
    for place in by_remainder[: abs(cents) - sum(shared)]:
        shared[place] += 1
    return [share if cents >= 0 else -share for share in shared]


_slow = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_slow
@given(company=companies())
def test_every_conversion_is_shared_to_the_unit_and_to_the_cent_in_every_model(
    chain: Chain, database: duckdb.DuckDBPyConnection, company: Company
) -> None:
    built(chain, database, company)
    wrong = database.execute(
        """
        select models.attribution_model, conversions.conversion_id
        from marts.fct_conversions as conversions
        inner join intermediate.int_attribution_models as models
            on models.conversion_types is null
            or contains(models.conversion_types, conversions.conversion_type)
        left join marts.fct_attribution as attribution using (conversion_id, attribution_model)
        group by all
        having count(attribution.attribution_id) = 0
            or count(attribution.touchpoint_id) <> count(distinct attribution.touchpoint_id)
            or min(attribution.credit) <= 0
            or bool_or(attribution.touched_at > attribution.converted_at)
            or bool_and(models.is_additive) and (
                sum(attribution.credit) <> 1
                or sum(attribution.attributed_value) is distinct from any_value(conversions.value)
                or sum(attribution.attributed_value_reporting)
                    is distinct from any_value(conversions.value_reporting)
            )
        """
    ).fetchall()
    assert wrong == []
    doubled = "select count(*) - count(distinct attribution_id) from marts.fct_attribution"
    assert database.execute(doubled).fetchall() == [(0,)]


@_slow
@given(company=companies())
def test_credit_is_the_weight_and_money_goes_by_largest_remainder(
    chain: Chain, database: duckdb.DuckDBPyConnection, company: Company
) -> None:
    """The weights are whole; what follows from them is worked out once more, in fractions: in the
    conversion's own currency, and in the one of reports, each for itself."""
    built(chain, database, company)
    paths = defaultdict(list)
    for row in database.execute(
        """
        select models.attribution_model, numbers.conversion_id, conversions.value,
            conversions.value_reporting, credits.weight, credits.path_weight, credits.credit_units,
            attribution.attributed_value, attribution.attributed_value_reporting
        from intermediate.int_attribution_credits as credits
        inner join intermediate.int_attribution_models as models using (model_number)
        inner join intermediate.int_path_conversions as numbers using (conversion_number)
        inner join intermediate.int_path_touches as touches using (touch_key)
        inner join marts.fct_conversions as conversions using (conversion_id)
        inner join marts.fct_attribution as attribution
            on attribution.attribution_model = models.attribution_model
            and attribution.conversion_id = numbers.conversion_id
            and attribution.touchpoint_id = touches.touchpoint_id
        where models.is_additive
        order by credits.position
        """
    ).fetchall():
        paths[row[:4]].append(row[4:])
    for (_, _, *values), touched in paths.items():
        weights = [weight for weight, *_ in touched]
        assert {whole for _, whole, *_ in touched} == {sum(weights)}
        for weight, whole, units, *_ in touched:
            assert abs(units - Fraction(weight * 10**12, whole)) < 1 + Fraction(1, 100)
        for place, value in enumerate(values, 3):
            if value is not None:
                money = [int(row[place] * 100) for row in touched]
                assert money == largest_remainder(int(value * 100), weights)


@settings(_slow, max_examples=6)
@given(days=st.lists(companies(), min_size=2, max_size=3))
def test_after_many_days_attribution_is_what_a_new_build_of_the_last_day_gives(
    chain: Chain, database: duckdb.DuckDBPyConnection, days: list[Company]
) -> None:
    """Reopened, re-amounted and deleted deals, refunds and late touches leave nothing behind."""
    for company in days:
        built(chain, database, company)
    with chain.database() as new:
        chain.give(new, {"seeds.attribution_models": MODELS, "seeds.role_weights": ROLES})
        backwards = {name: rows[::-1] for name, rows in (people() | days[-1]).items()}
        chain.give(new, backwards)
        chain.build(new)
        assert attribution(database) == attribution(new)
