"""Paths that converted and paths that did not, and what is told from them."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.scenarios.attribution_rows import contact, visit, won_deal
from tests.scenarios.rows import event, person
from tests.scenarios.test_performance import spent
from tests.scenarios.warehouse import Warehouse


def mail(cookie: str, at: str) -> dict[str, Any]:
    return event(cookie, at, utm_source="news", utm_medium="email")


ROWS = {
    "web_events": [
        # mail, mail, direct, mail, a link, and an inquiry
        mail("pa-walks", "2026-01-01 10:00:00"),
        mail("pa-walks", "2026-01-02 10:00:00"),
        event("pa-walks", "2026-01-03 10:00:00"),
        mail("pa-walks", "2026-01-04 10:00:00"),
        visit("pa-walks", "2026-01-05 10:00:00", "t05"),
        event("pa-walks", "2026-01-06 09:00:00", "generate_lead", page="/pa-form"),
        # direct alone
        event("pa-direct", "2026-01-01 10:00:00"),
        # a channel that leads nowhere
        event("pa-nowhere", "2026-01-01 10:00:00", utm_source="pa", utm_medium="sms"),
        event("pa-nowhere", "2026-01-02 10:00:00"),
        # a click in January 2024 that pays in March
        event("pa-pays", "2024-01-10 10:00:00", utm_source="google", utm_medium="cpc"),
    ],
    "people": [
        person("pa-walks", "2026-01-07 00:00:00", kind="contact", anonymous_id="pa-walks"),
        contact("pa-pays"),
    ],
    "opportunities": [
        won_deal(
            "pa-pays",
            "300.00",
            primary_person_source_id="pa-pays",
            created_at="2024-02-01 10:00:00",
            closed_at="2024-03-05 10:00:00",
        )
    ],
    "ad_performance": [spent("2024-01-15", "100.000000", campaign_source_id="pa-search")],
}


def path_of(warehouse: Warehouse, cookie: str, kind: str = "mqi") -> dict[str, Any]:
    """The one path of a cookie's person for a type of conversion."""
    [path] = warehouse.records(
        "select fct_paths.* from marts.fct_paths inner join intermediate.int_person_identifiers"
        " using (person_id) where identifier_type = 'cookie' and identifier = ?"
        " and conversion_type = ?",
        [cookie, kind],
    )
    return path


def test_a_path_is_a_list_in_order_and_has_simpler_forms(warehouse: Warehouse) -> None:
    path = path_of(warehouse, "pa-walks")
    # The inquiry of the sixth day came in a visit of its own, a direct one.
    assert path["channels"] == [
        "Email", "Email", "Direct", "Email", "Referral", "Direct",
    ]  # fmt: skip
    assert path["channels_collapsed"] == ["Email", "Direct", "Email", "Referral", "Direct"]
    assert path["channels_unique"] == ["Email", "Direct", "Referral"]
    assert path["channels_first"] == ["Email"]
    assert path["channels_without_direct"] == ["Email", "Email", "Email", "Referral"]
    assert path["path_length"] == len(path["touchpoint_ids"]) == 6
    # From the first of January at ten to the sixth at nine.
    assert path["days_to_convert"] == Decimal("4.958333")


def test_direct_alone_stays_when_direct_is_dropped(warehouse: Warehouse) -> None:
    path = path_of(warehouse, "pa-direct")
    assert not path["is_converting"]
    assert path["channels_without_direct"] == path["channels"] == ["Direct"]


def test_who_did_not_convert_has_a_path_for_every_type(warehouse: Warehouse) -> None:
    types = warehouse.value("select count(*) from seeds.conversion_types")
    found = warehouse.rows(
        "select distinct is_converting, conversion_id, channels, count(*) over ()"
        " from marts.fct_paths inner join intermediate.int_person_identifiers using (person_id)"
        " where identifier = 'pa-nowhere' and identifier_type = 'cookie'"
    )
    assert found == [(False, None, ["SMS", "Direct"], types)]


def test_who_converted_to_one_type_has_not_to_another(warehouse: Warehouse) -> None:
    assert path_of(warehouse, "pa-walks", "mqi")["is_converting"]
    assert not path_of(warehouse, "pa-walks", "deal_won")["is_converting"]


def test_a_channel_that_only_leads_nowhere_is_in_the_steps_that_models_learn_from(
    warehouse: Warehouse,
) -> None:
    steps = warehouse.rows(
        "select is_converting, position, channel from intermediate.int_path_steps"
        " where path_window = 'unlimited, direct include' and conversion_type = 'order'"
        " and path_id in (select -person_number from intermediate.int_open_paths"
        " inner join intermediate.int_person_identifiers using (person_id)"
        " where identifier = 'pa-nowhere') order by position"
    )
    assert steps == [(False, 1, "SMS"), (False, 2, "Direct")]


def test_a_channel_weighs_something_within_its_interval_and_shares_sum_to_one(
    warehouse: Warehouse,
) -> None:
    learned = ["markov_1", "markov_2", "markov_3", "shapley", "shapley_ordered"]
    assert warehouse.rows(
        "select attribution_model, count(*) > 0,"
        " bool_and(coalesce(weight between weight_low and weight_high, true)),"
        " bool_or(weight_low < weight and weight < weight_high),"
        " bool_and((position is not null) = (attribution_model = 'shapley_ordered'))"
        " from marts.fct_channel_weights group by attribution_model order by attribution_model"
    ) == [(name, True, True, True, True) for name in learned]
    assert warehouse.rows(
        "select attribution_model, conversion_type from marts.fct_channel_weights"
        " group by all having abs(sum(weight_share) - 1) > 0.0001"
    ) == []  # fmt: skip


def test_every_conversion_has_a_path_and_no_one_has_two_for_a_type(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select count(*) from"
        " (select * from marts.fct_conversions where not is_refund) as fct_conversions"
        " full join marts.fct_paths on fct_conversions.conversion_id = fct_paths.conversion_id"
        " where fct_paths.is_converting is distinct from"
        " (fct_conversions.conversion_id is not null)"
    ) == [(0,)]
    assert warehouse.rows(
        "select person_id, conversion_type from marts.fct_paths where not is_converting"
        " group by all having count(*) > 1"
    ) == []  # fmt: skip


def test_places_and_lengths_and_top_paths_count_what_paths_hold(warehouse: Warehouse) -> None:
    touches = dict(
        warehouse.rows(
            "select conversion_type, sum(path_length)::int from marts.fct_paths"
            " where is_converting and path_length > 0 group by all"
        )
    )
    assert touches
    assert touches == dict(
        warehouse.rows(
            "select conversion_type, sum(touches)::int from marts.fct_touch_positions group by all"
        )
    )
    lengths = warehouse.rows(
        "select conversion_type, sum(conversions)::int, sum(paths_without_conversion)::int"
        " from marts.fct_path_lengths group by all order by all"
    )
    assert lengths == warehouse.rows(
        "select conversion_type, count(*) filter (where is_converting)::int,"
        " count(*) filter (where not is_converting)::int"
        " from marts.fct_paths group by all order by all"
    )
    best = warehouse.rows(
        "select channels, conversions, paths_without_conversion from marts.fct_top_paths"
        " where conversion_type = 'mqi' and path_form = 'unique' order by path_rank limit 9"
    )
    counted = warehouse.rows(
        "select channels_unique, count(*) filter (where is_converting),"
        " count(*) filter (where not is_converting) from marts.fct_paths"
        " where conversion_type = 'mqi' and path_length > 0 group by all order by all"
    )
    assert best == sorted(counted, key=lambda path: (-path[1], -path[2], path[0]))[:9]


def test_the_overview_counts_every_conversion_once_in_additive_models(
    warehouse: Warehouse,
) -> None:
    wrong = warehouse.rows(
        "with said as (select attribution_model, conversion_type, sum(credit) as credit"
        " from marts.attribution_overview where is_additive group by all),"
        " counted as (select conversion_type, count(*) as conversions from marts.fct_conversions"
        " where not is_refund group by all)"
        " select * from said inner join counted using (conversion_type)"
        " where credit <> conversions"
    )
    assert wrong == []
    assert warehouse.value(
        "select count(*) from marts.attribution_overview where credit > conversions"
    ) == 0  # fmt: skip


def test_the_interval_of_a_channel_is_that_of_a_bootstrap(warehouse: Warehouse) -> None:
    """Conversions drawn anew 4,000 times give the interval that the formula gives."""
    shares = np.array(
        [
            float(credit)
            for (credit,) in warehouse.rows(
                "select coalesce(sum(credit) filter (where channel = 'Referral'), 0)"
                " from marts.fct_attribution where attribution_model = 'linear'"
                " and conversion_type = 'opportunity' group by conversion_id"
            )
        ]
    )
    draws = np.random.default_rng(7).choice(shares, (4000, len(shares))).sum(axis=1)
    [[credit, low, high]] = warehouse.rows(
        "select credit, credit_low, credit_high from marts.attribution_overview"
        " where attribution_model = 'linear' and conversion_type = 'opportunity'"
        " and channel = 'Referral'"
    )
    assert float(credit) == pytest.approx(shares.sum())
    assert float(high - low) / 2 == pytest.approx(1.96 * draws.std(), rel=0.05)


def test_what_a_month_spends_pays_back_in_the_months_after(warehouse: Warehouse) -> None:
    cohort = """
        select cohort_month, months_between, spend, revenue, cumulative_revenue, cohort_spend,
            roi_percent
        from marts.fct_cohort_roi
        where attribution_model = 'linear' and basis = ? and channel = 'Paid Search'
            and cohort_month between '2024-01-01' and '2024-03-31'
        order by cohort_month, months_between
    """
    none, hundred, three = Decimal("0.00"), Decimal("100.00"), Decimal("300.00")
    assert warehouse.rows(cohort, ["touch"]) == [
        (date(2024, 1, 1), 0, hundred, none, none, hundred, Decimal("-100.0000")),
        (date(2024, 1, 1), 1, none, none, none, hundred, Decimal("-100.0000")),
        (date(2024, 1, 1), 2, none, three, three, hundred, Decimal("200.0000")),
    ]
    assert warehouse.rows(cohort, ["conversion"]) == [
        (date(2024, 1, 1), 0, hundred, none, none, hundred, Decimal("-100.0000")),
        (date(2024, 2, 1), 1, none, none, none, none, None),
        (date(2024, 3, 1), 2, none, three, three, none, None),
    ]


def test_cohorts_hold_all_spend_and_all_revenue(warehouse: Warehouse) -> None:
    totals = "select attribution_model, basis, sum(spend), sum(revenue) from marts.{} group by all"
    assert set(warehouse.rows(totals.format("fct_cohort_roi"))) == set(
        warehouse.rows(totals.format("fct_channel_performance"))
    )
