"""Every model's shares of paths of one, two and twelve touches, worked out by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.attribution_rows import WON_AT, contact, shares, visit, won_deal
from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

CENT = Decimal("0.01")
UNIT = Decimal("1e-12")


def model(name: str, method: str, **columns: Any) -> dict[str, Any]:
    return {
        "attribution_model": name,
        "method": method,
        "direct_handling": "include",
        "bounded_by_cycle": False,
        "is_additive": True,
        "label": name,
        **columns,
    }


def paid(cookie: str, at: str, source: str) -> dict[str, Any]:
    return event(cookie, at, utm_source=source, utm_medium="cpc")


def spread(cookie: str, touches: int) -> list[dict[str, Any]]:
    """One visit a day from New Year's Day on, of the sources t01, t02 and so on."""
    return [
        visit(cookie, f"2026-01-{day:02} 10:00:00", f"t{day:02}") for day in range(1, touches + 1)
    ]


# Rule-based models are rows: these are in no file.
RULES = {
    "attribution_models": [
        model("am_thirty_days", "linear", lookback_days=30),
        model("am_half_a_day", "time_decay", half_life_days=1),
        model(
            "am_sixty_ten_thirty",
            "position_based",
            first_weight="60",
            middle_weight="10",
            last_weight="30",
        ),
        model("am_nothing_weighs", "position_based", first_weight="0", last_weight="0"),
        model("am_inquiries", "linear", conversion_types="mqi|mql"),
    ],
    "role_weights": [
        {"role": "AM Decider", "weight": 3},
        {"role": "AM Watcher", "weight": 0},
    ],
}

AT_THE_INSTANT = [f"am-instant-{number}" for number in range(8)]

ROWS = {
    "web_events": [
        *spread("am-single", 1),
        *spread("am-pair", 2),
        *spread("am-dozen", 12),
        # direct between others, and direct alone
        visit("am-mixed", "2026-01-01 10:00:00", "t01"),
        visit("am-mixed", "2026-01-02 10:00:00", "t02"),
        event("am-mixed", "2026-01-03 10:00:00"),
        event("am-direct", "2026-01-03 10:00:00"),
        event("am-direct", "2026-01-04 10:00:00"),
        # paid among unpaid
        visit("am-paid", "2026-01-01 10:00:00", "t01"),
        paid("am-paid", "2026-01-02 10:00:00", "google"),
        visit("am-paid", "2026-01-03 10:00:00", "t03"),
        paid("am-paid", "2026-01-04 10:00:00", "bing"),
        visit("am-paid", "2026-01-05 10:00:00", "t05"),
        # thirty days before the deal is won, and one second more
        visit("am-edge", "2026-02-08 11:59:59", "outside"),
        visit("am-edge-2", "2026-02-08 12:00:00", "inside"),
        # eight devices at the instant at which the deal is won
        *(visit(cookie, WON_AT, cookie) for cookie in AT_THE_INSTANT),
        # a deal whose people have roles
        *(visit(f"am-{who}", f"2026-01-0{day} 10:00:00", who) for day, who in
          enumerate(["watcher", "decider", "nobody"], start=1)),
        *spread("am-lost", 2),
        # strangers at one provider of mailboxes
        visit("am-free", "2026-01-01 10:00:00", "friend"),
        visit("am-stranger", "2026-01-01 10:00:00", "stranger"),
        # an inquiry for a model that is for inquiries
        visit("am-asks", "2026-01-01 10:00:00", "t01"),
        event("am-asks", "2026-01-01 10:05:00", "generate_lead"),
    ],
    "people": [
        contact("am-single"),
        contact("am-pair"),
        person("am-dozen", "2026-01-04 12:00:00", anonymous_id="am-dozen"),
        *(contact(name) for name in ["am-mixed", "am-direct", "am-paid", "am-lost"]),
        *(contact(name) for name in ["am-edge", "am-edge-2"]),
        *(contact(name) for name in AT_THE_INSTANT),
        *(contact(f"am-{who}") for who in ["watcher", "decider", "nobody"]),
        contact("am-free", account_source_id="am-firm", email_domain="freemail.example"),
        contact("am-stranger", email_domain="freemail.example"),
    ],
    "accounts": [{"account_source_id": "am-firm", "is_deleted": False}],
    "opportunities": [
        won_deal("am-single", "120.00", primary_person_source_id="am-single"),
        won_deal("am-pair", "120.00", primary_person_source_id="am-pair"),
        won_deal(
            "am-dozen",
            "90.00",
            primary_person_source_id="am-dozen",
            created_at="2026-01-08 12:00:00",
        ),
        won_deal("am-doubling", "40.95", primary_person_source_id="am-dozen"),
        won_deal("am-mixed", "100.00", primary_person_source_id="am-mixed"),
        won_deal("am-direct", "100.00", primary_person_source_id="am-direct"),
        won_deal("am-paid", "100.00", primary_person_source_id="am-paid"),
        won_deal("am-edge", "100.00", primary_person_source_id="am-edge"),
        won_deal("am-moment", "100.00", primary_person_source_id=AT_THE_INSTANT[0]),
        won_deal("am-roles", "100.00", primary_person_source_id="am-nobody"),
        won_deal(
            "am-lost",
            "100.00",
            primary_person_source_id="am-lost",
            is_won=False,
            stage="Closed Lost",
        ),
        won_deal("am-firm", "100.00", account_source_id="am-firm"),
    ],
    "opportunity_people": [
        *(
            {"opportunity_source_id": deal, "person_source_id": name}
            for deal, people in [
                ("am-moment", AT_THE_INSTANT),
                ("am-edge", ["am-edge", "am-edge-2"]),
            ]
            for name in people
        ),
        *(
            {"opportunity_source_id": "am-roles", "person_source_id": f"am-{who}", "role": role}
            for who, role in [("watcher", "am watcher"), ("decider", "AM Decider"), ("nobody", "X")]
        ),
    ],
}  # fmt: skip


def amounts(warehouse: Warehouse, model: str, deal: str) -> list[Decimal]:
    return [amount for _, amount in shares(warehouse, model, "deal_won", deal)]


def sources(warehouse: Warehouse, model: str, deal: str) -> list[str]:
    return [source for source, _ in shares(warehouse, model, "deal_won", deal)]


def whole(*cents: int) -> list[Decimal]:
    return [cent * CENT for cent in cents]


ONE_OF_TWELVE = {"first_touch": "t01", "last_touch": "t12", "last_non_direct": "t12"}
OTHERS = [1, 2, 4, 5, 6, 8, 9, 10]  # places without a milestone, from 0: those are 0, 3, 7, 11


@pytest.mark.parametrize(
    "model",
    [
        "first_touch", "last_touch", "last_non_direct", "linear", "time_decay", "am_half_a_day",
        "position_based", "am_sixty_ten_thirty", "w_shaped", "full_path",
    ],
)  # fmt: skip
def test_one_touch_has_it_all_in_every_model(warehouse: Warehouse, model: str) -> None:
    assert shares(warehouse, model, "deal_won", "am-single") == [("t01", Decimal("120.00"))]


@pytest.mark.parametrize(
    ("model", "cents"),
    [
        ("linear", (6000, 6000)),
        ("position_based", (6000, 6000)),
        ("am_sixty_ten_thirty", (8000, 4000)),  # 60 to 30
        ("am_half_a_day", (4000, 8000)),  # a day apart: 1 to 2
        ("w_shaped", (6000, 6000)),  # first, and the last before the deal was created
        ("full_path", (4000, 8000)),  # first; the deal's creation and its close
    ],
)
def test_two_touches_share_as_the_model_says(
    warehouse: Warehouse, model: str, cents: tuple[int, int]
) -> None:
    assert amounts(warehouse, model, "am-pair") == whole(*cents)


@pytest.mark.parametrize(("model", "source"), ONE_OF_TWELVE.items())
def test_one_of_twelve_touches_has_it_all(warehouse: Warehouse, model: str, source: str) -> None:
    assert shares(warehouse, model, "deal_won", "am-dozen") == [(source, Decimal("90.00"))]


def test_twelve_touches_position_based(warehouse: Warehouse) -> None:
    assert amounts(warehouse, "position_based", "am-dozen") == whole(3600, *[180] * 10, 3600)
    assert amounts(warehouse, "am_sixty_ten_thirty", "am-dozen") == whole(5400, *[90] * 10, 2700)


def test_twelve_touches_a_half_life_apart_double_from_one_to_the_next(
    warehouse: Warehouse,
) -> None:
    """4,095 cents are 1 + 2 + 4 + … + 2,048, though the last touch is two months old."""
    doubling = whole(*[2**place for place in range(12)])
    assert amounts(warehouse, "am_half_a_day", "am-doubling") == doubling


def test_twelve_touches_w_shaped(warehouse: Warehouse) -> None:
    """The lead is created after the fourth touch, the deal after the eighth."""
    expected = [100] * 12
    expected[0] = expected[3] = expected[7] = 2700
    assert amounts(warehouse, "w_shaped", "am-dozen") == whole(*expected)


def test_twelve_touches_full_path(warehouse: Warehouse) -> None:
    """Eight others share 9.00: 1.125 each, and the four earliest of them get the half cents."""
    expected = [2025] * 12
    for number, place in enumerate(OTHERS):
        expected[place] = 113 if number < 4 else 112
    assert amounts(warehouse, "full_path", "am-dozen") == whole(*expected)


def test_a_lead_has_no_opportunity_yet_and_its_weight_goes_to_the_rest(
    warehouse: Warehouse,
) -> None:
    """Of 30, 30 and 10 for two others: 3/7, 1/14, 1/14, 3/7."""
    credit = warehouse.rows(
        "select credit from marts.fct_attribution inner join intermediate.int_people_resolved"
        " using (person_id) where person_source_id = 'am-dozen' and conversion_type = 'lead'"
        " and attribution_model = 'w_shaped' order by position"
    )
    sevenths = [Decimal(part) / 14 for part in (6, 1, 1, 6)]
    assert len(credit) == len(sevenths)
    for (found,), exact in zip(credit, sevenths, strict=True):
        assert abs(found - exact) < UNIT
    assert sum(found for (found,) in credit) == 1


def test_a_path_whose_touches_weigh_nothing_is_shared_evenly(warehouse: Warehouse) -> None:
    assert amounts(warehouse, "am_nothing_weighs", "am-pair") == whole(6000, 6000)


def test_direct_is_left_out_unless_it_is_the_whole_path(warehouse: Warehouse) -> None:
    assert sources(warehouse, "last_non_direct", "am-mixed") == ["t02"]
    channels = warehouse.rows(
        "select attribution_model, channel, position, path_length from marts.fct_attribution"
        " inner join marts.fct_conversions using (conversion_id)"
        " where opportunity_id in (md5('test|am-mixed'), md5('test|am-direct'))"
        " and fct_conversions.conversion_type = 'deal_won' and fct_attribution.channel = 'Direct'"
        " and attribution_model in ('last_touch', 'last_non_direct') order by all"
    )
    assert channels == [
        ("last_non_direct", "Direct", 2, 2),
        ("last_touch", "Direct", 2, 2),
        ("last_touch", "Direct", 3, 3),
    ]


def test_the_first_and_last_paid_touch_are_among_the_paid_ones(warehouse: Warehouse) -> None:
    assert sources(warehouse, "first_paid", "am-paid") == ["google"]
    assert sources(warehouse, "last_paid", "am-paid") == ["bing"]
    assert shares(warehouse, "first_paid", "deal_won", "am-pair") == [(None, Decimal("120.00"))]


def test_every_touch_influenced_the_whole_and_says_that_it_must_not_be_summed(
    warehouse: Warehouse,
) -> None:
    found = warehouse.rows(
        "select credit, attributed_value, is_additive from marts.fct_attribution"
        " inner join marts.fct_conversions using (conversion_id)"
        " where attribution_model = 'influenced' and opportunity_id = md5('test|am-pair')"
        " and fct_conversions.conversion_type = 'deal_won'"
    )
    assert found == [(Decimal(1), Decimal("120.00"), False)] * 2
    for mart in ["fct_channel_performance", "fct_campaign_performance", "fct_cohort_roi"]:
        assert warehouse.value(
            f"select count(*) from marts.{mart} where attribution_model = 'influenced'"
        ) == 0  # fmt: skip


def test_a_touch_one_second_outside_the_window_is_outside(warehouse: Warehouse) -> None:
    assert sources(warehouse, "am_thirty_days", "am-edge") == ["inside"]
    assert sources(warehouse, "linear", "am-edge") == ["outside", "inside"]


def test_at_the_conversions_own_instant_only_smaller_ids_came_first(warehouse: Warehouse) -> None:
    [[conversion]] = warehouse.rows(
        "select conversion_id from marts.fct_conversions where conversion_type = 'deal_won'"
        " and opportunity_id = md5('test|am-moment')"
    )
    touches = warehouse.rows(
        "select touchpoint_id, source from marts.fct_touchpoints where source like 'am-instant-%'"
        " order by touchpoint_id"
    )
    first = [source for touch, source in touches if touch < conversion]
    assert 0 < len(first) < len(touches) == len(AT_THE_INSTANT)
    assert sources(warehouse, "linear", "am-moment") == first


def test_roles_weigh_as_their_rows_say_and_one_otherwise(warehouse: Warehouse) -> None:
    assert shares(warehouse, "linear", "deal_won", "am-roles") == [
        ("decider", Decimal("75.00")),
        ("nobody", Decimal("25.00")),
    ]
    assert sources(warehouse, "first_touch", "am-roles") == ["watcher"]


def test_a_lost_deal_was_created_and_is_credited_for_nothing_else(warehouse: Warehouse) -> None:
    kinds = warehouse.rows(
        "select distinct conversions.conversion_type, attributed_value from marts.fct_attribution"
        " inner join marts.fct_conversions as conversions using (conversion_id)"
        " where opportunity_id = md5('test|am-lost') and attribution_model = 'linear'"
    )
    assert kinds == [("opportunity", Decimal("50.00"))]


def test_a_provider_of_mailboxes_makes_nobody_a_colleague(warehouse: Warehouse) -> None:
    assert sources(warehouse, "linear", "am-firm") == ["friend"]


def test_a_model_may_be_for_some_types_of_conversion(warehouse: Warehouse) -> None:
    kinds = warehouse.rows(
        "select distinct conversion_type from marts.fct_attribution"
        " where attribution_model = 'am_inquiries' order by all"
    )
    assert kinds == [("mqi",), ("mql",)]


def test_a_model_that_cannot_be_followed_says_what_to_write_instead(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    check = ("test", "--select", "assert_every_attribution_model_can_be_followed")
    assert warehouse.dbt(*check).stdout.count(" PASS ") == 1
    wrong = warehouse.copy(tmp_path / "data")
    rows = {
        "am_never_halves": ("method, half_life_days", "'time_decay', null"),
        "am_no_order": ("method, markov_order", "'markov', null"),
        "am_fourth_order": ("method, markov_order", "'markov', 4"),
        "am_looks_ahead": ("method, lookback_days", "'linear', -30"),
        "am_weighs_less": ("method, middle_weight", "'position_based', -20"),
        "am_misspelt": ("method, conversion_types", "'linear', 'deal_won|custommer'"),
    }
    with wrong.connected() as connection:
        for name, (columns, values) in rows.items():
            connection.execute(
                f"insert into seeds.attribution_models (attribution_model, {columns})"
                f" values ('{name}', {values})"
            )
    ended = wrong.dbt(*check, check=False)
    assert ended.returncode != 0
    for said in [
        "am_never_halves: half_life_days must be above 0",
        "am_no_order: markov_order must be 1, 2 or 3",
        "am_fourth_order: markov_order must be 1, 2 or 3",
        "am_looks_ahead: lookback_days must be 1 or more",
        "am_weighs_less: weights must be 0 or more",
        "am_misspelt: conversion_types must be empty, or some of ",
    ]:
        assert said in ended.stdout
