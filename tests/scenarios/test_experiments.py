"""Who took part in an experiment, what counts as its outcome, and what the numbers say."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from scipy import stats

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse

WEB = {"source_system": "xp-site"}
SEEN = "2026-01-10 10:00:00"
INQUIRY = "generate_lead"


def variant(experiment_id: str, variant_id: str, **columns: Any) -> dict[str, Any]:
    """One variant of a plan: half of the people, an inquiry within a week; A is the control."""
    return {
        "experiment_id": experiment_id,
        "variant_id": variant_id,
        "expected_share": "0.5",
        "conversion_type": "mqi",
        "window_days": 7,
        "is_control": variant_id == "A",
        "starts_at": "2026-01-01 00:00:00",
        "ends_at": "2026-03-01 00:00:00",
        **columns,
    }


def page(cookie: str | None, variant_id: str, at: str = SEEN, **columns: Any) -> dict[str, Any]:
    """A page view that tells a variant of the experiment of pages."""
    told = {"experiment_id": "xp-page", "variant_id": variant_id, **WEB}
    return event(cookie, at, **{**told, **columns})


def shown(experiment_id: str, variant_id: str, **columns: Any) -> dict[str, Any]:
    """An exposure that a file tells."""
    who = "|".join(str(value) for value in columns.values())
    return {
        "exposure_source_id": f"{experiment_id}|{variant_id}|{who}",
        "experiment_id": experiment_id,
        "variant_id": variant_id,
        "exposed_at": SEEN,
        "source_system": "xp-site",
        **columns,
    }


def order(email: str, amount: str, at: str = "2026-01-11 09:00:00") -> dict[str, Any]:
    """An order, or with a negative amount a refund."""
    return {
        "order_source_id": f"{email}|{amount}|{at}",
        "order_line": "1",
        "order_type": "refund" if amount.startswith("-") else "order",
        "email_key": email,
        "amount": amount,
        "currency_code": "EUR",
        "ordered_at": at,
    }


# Newcombe 1998, table II (a): 56 of 70 against 48 of 80. And 60 people against 20, none converting.
COUNTED = {
    "xp-newcombe": {"A": (48, 80), "B": (56, 70)},
    "xp-skewed": {"A": (0, 60), "B": (0, 20)},
}
CROWDS = [
    (f"{experiment_id}-{variant_id}-{number}", experiment_id, variant_id, number < successes)
    for experiment_id, variants in COUNTED.items()
    for variant_id, (successes, trials) in variants.items()
    for number in range(trials)
]
# What the people of the mail experiment spent within a week; xp-a0 is known by nothing else.
SPENT = {
    "A": {"xp-a0": "0", "xp-a1": "10.00", "xp-a2": "20.00", "xp-a3": "30.00"},
    "B": {"xp-b1": "30.00", "xp-b2": "40.00", "xp-b3": "55.00"},
}

ROWS: dict[str, list[dict[str, Any]]] = {
    "experiment_variants": [
        *[variant("xp-page", variant_id) for variant_id in "AB"],
        *[
            variant("xp-mail", variant_id, conversion_type="order", ends_at=None)
            for variant_id in "AB"
        ],
        *[variant(name, variant_id) for name in COUNTED for variant_id in "AB"],
        variant("xp-lonely", "A", expected_share="1"),
        variant("xp-lonely", "B", expected_share="3", window_days=1000),
    ],
    "web_events": [
        page("xp-yes", "A"),
        event("xp-yes", "2026-01-10 10:05:00", INQUIRY, **WEB),
        event("xp-yes", "2026-01-10 10:06:00", "sign_up", **WEB),
        page("xp-no", "A"),
        event("xp-before", "2026-01-09 09:00:00", INQUIRY, **WEB),
        page("xp-before", "A"),
        event("xp-at-once", SEEN, INQUIRY, experiment_id="xp-page", variant_id="B", **WEB),
        page("xp-in-time", "B"),
        event("xp-in-time", "2026-01-17 09:59:59.999999", INQUIRY, **WEB),
        page("xp-too-late", "B"),
        event("xp-too-late", "2026-01-17 10:00:00", INQUIRY, **WEB),
        page("xp-torn", "A"),
        page("xp-torn", "B", "2026-01-11 10:00:00"),
        event("xp-torn", "2026-01-11 10:05:00", INQUIRY, **WEB),
        page("xp-desk", "B", user_id="xp-user"),
        page("xp-phone", "B", "2026-01-12 10:00:00", user_id="xp-user"),
        page("xp-early", "A", "2025-12-31 23:59:59"),
        page("xp-early-too", "B", "2025-12-31 23:59:59"),
        page("xp-early-too", "A"),
        page("xp-crawler", "A", user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"),
        page("xp-colleague", "A", traffic_type="internal"),
        page("xp-third", "C"),
        page("xp-stray", "A", experiment_id="xp-unplanned"),
        page(None, "A"),
        page("xp-lonely", "A", experiment_id="xp-lonely"),
        *[
            event(cookie, "2026-01-11 10:00:00", INQUIRY, **WEB)
            for cookie, _, _, yes in CROWDS
            if yes
        ],
    ],
    "experiment_exposures": [
        *[
            shown("xp-mail", variant_id, email_key=email)
            for variant_id, spent in SPENT.items()
            for email in spent
        ],
        *[
            shown(experiment_id, variant_id, anonymous_id=cookie)
            for cookie, experiment_id, variant_id, _ in CROWDS
        ],
    ],
    "orders": [
        *[
            order(email, amount)
            for spent in SPENT.values()
            for email, amount in spent.items()
            if amount != "0"
        ],
        order("xp-a3", "5.00"),
        order("xp-a3", "-5.00", "2026-01-12 09:00:00"),
        order("xp-b1", "900.00", "2026-01-09 09:00:00"),
        order("xp-b2", "900.00", "2026-01-30 09:00:00"),
    ],
}


def taking_part(warehouse: Warehouse, cookie: str) -> dict[str, Any]:
    """How somebody with a cookie takes part in the experiment of pages."""
    [found] = warehouse.records(
        """
        select exposures.*
        from marts.fct_experiment_exposures as exposures
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'cookie' and identifier = ? and experiment_id <> 'xp-lonely'
        """,
        [cookie],
    )
    return found


def result(
    warehouse: Warehouse, experiment_id: str, variant_id: str, metric: str = "conversion_rate"
) -> dict[str, Any]:
    """One row of the results."""
    [found] = warehouse.records(
        "select * from marts.fct_experiment_results"
        " where experiment_id = ? and variant_id = ? and metric = ?",
        [experiment_id, variant_id, metric],
    )
    return found


def test_two_conversions_of_one_person_count_once(warehouse: Warehouse) -> None:
    found = taking_part(warehouse, "xp-yes")
    assert (found["status"], found["variant_id"], found["is_converted"]) == ("counted", "A", True)
    assert found["converted_at"] == datetime(2026, 1, 10, 10, 5)


@pytest.mark.parametrize("cookie", ["xp-no", "xp-before", "xp-at-once", "xp-too-late"])
def test_an_outcome_before_or_at_the_exposure_or_after_the_window_is_none(
    warehouse: Warehouse, cookie: str
) -> None:
    found = taking_part(warehouse, cookie)
    assert (found["status"], found["is_converted"], found["converted_at"]) == (
        "counted",
        False,
        None,
    )


def test_the_window_holds_until_its_last_microsecond(warehouse: Warehouse) -> None:
    found = taking_part(warehouse, "xp-in-time")
    assert found["is_converted"]
    assert found["window_ends_at"] == datetime(2026, 1, 17, 10)


def test_who_saw_two_variants_is_kept_apart(warehouse: Warehouse) -> None:
    found = taking_part(warehouse, "xp-torn")
    assert (found["status"], found["variants_seen"]) == ("several variants", 2)
    assert (found["is_converted"], found["revenue"]) == (None, None)


def test_two_devices_are_one_person(warehouse: Warehouse) -> None:
    found = taking_part(warehouse, "xp-desk")
    assert found == taking_part(warehouse, "xp-phone")
    assert (found["status"], found["exposures"]) == ("counted", 2)
    assert found["first_exposed_at"] == datetime(2026, 1, 10, 10)


def test_what_was_shown_before_the_start_is_no_variant_seen(warehouse: Warehouse) -> None:
    found = taking_part(warehouse, "xp-early-too")
    assert (found["status"], found["variant_id"], found["variants_seen"]) == ("counted", "A", 1)


@pytest.mark.parametrize(
    ("cookie", "status"),
    [
        ("xp-early", "outside its dates"),
        ("xp-crawler", "bot"),
        ("xp-colleague", "internal"),
        ("xp-third", "unknown variant"),
        ("xp-stray", "unknown experiment"),
    ],
)
def test_what_does_not_count_is_there_with_its_reason(
    warehouse: Warehouse, cookie: str, status: str
) -> None:
    assert taking_part(warehouse, cookie)["status"] == status


def test_an_exposure_of_nobody_is_a_row(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select experiment_id, person_id, exposures from marts.fct_experiment_exposures"
        " where status = 'nobody'"
    ) == [("xp-page", None, 1)]


def test_a_rate_is_converters_of_people(warehouse: Warehouse) -> None:
    # A: yes, no, before, early-too. B: at-once, in-time, too-late, and one person of two devices.
    control, other = (result(warehouse, "xp-page", variant_id) for variant_id in "AB")
    assert (control["people"], control["converters"], control["estimate"]) == (4, 1, 0.25)
    assert (other["people"], other["converters"], other["difference"]) == (4, 1, 0.0)
    assert (other["p_value"], other["people_in_several_variants"]) == (1, 1)
    assert other["chance_better"] == pytest.approx(0.5)
    assert (control["difference"], control["chance_better"]) == (None, None)


def test_an_interval_is_newcombes(warehouse: Warehouse) -> None:
    # Newcombe 1998, table II, contrast (a), method 10: 0.0524 to 0.3339.
    found = result(warehouse, "xp-newcombe", "B")
    assert found["difference"] == pytest.approx(0.2)
    assert found["relative_difference"] == pytest.approx(1 / 3)
    ends = round(found["difference_low"], 4), round(found["difference_high"], 4)
    assert ends == (0.0524, 0.3339)
    table = [[56, 14], [48, 32]]
    pooled = stats.chi2_contingency(table, correction=False).pvalue
    assert found["p_value"] == pytest.approx(pooled, abs=1e-9)
    assert not found["has_sample_ratio_mismatch"]


def test_a_split_that_is_not_as_planned_is_found(warehouse: Warehouse) -> None:
    # 60 and 20 where 40 and 40 were planned: (20^2 + 20^2) / 40 = 20, of one degree of freedom.
    found = result(warehouse, "xp-skewed", "B")
    assert found["sample_ratio_p_value"] == pytest.approx(stats.chi2.sf(20, 1), abs=1e-9)
    assert found["has_sample_ratio_mismatch"]


def test_without_any_conversion_there_is_an_interval_and_no_p_value(warehouse: Warehouse) -> None:
    # Wilson's upper bound of 0 in n is z^2 / (n + z^2), with z^2 = 3.841459.
    found = result(warehouse, "xp-skewed", "B")
    assert (found["estimate"], found["difference"], found["p_value"]) == (0, 0, None)
    assert found["relative_difference"] is None
    assert found["difference_low"] == pytest.approx(-3.841459 / 63.841459, abs=1e-7)
    assert found["difference_high"] == pytest.approx(3.841459 / 23.841459, abs=1e-7)
    # Beta(1, 21) is above Beta(1, 61) with a chance of 61 / (61 + 21).
    assert found["chance_better"] == pytest.approx(61 / 82, abs=1e-9)


def test_revenue_per_person_is_welchs(warehouse: Warehouse) -> None:
    found = result(warehouse, "xp-mail", "B", "revenue_per_person")
    control, other = ([float(spent) for spent in SPENT[name].values()] for name in "AB")
    welch = stats.ttest_ind(other, control, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert (found["people"], found["converters"], found["revenue"]) == (3, 3, Decimal("125.00"))
    assert found["difference"] == pytest.approx(125 / 3 - 60 / 4)
    assert found["p_value"] == pytest.approx(welch.pvalue, abs=1e-9)
    assert found["difference_low"] == pytest.approx(interval.low, abs=1e-9)
    assert found["difference_high"] == pytest.approx(interval.high, abs=1e-9)
    assert found["chance_better"] == pytest.approx(stats.norm.cdf(welch.statistic), abs=1e-9)


def test_who_only_the_mailing_knows_took_part(warehouse: Warehouse) -> None:
    found = result(warehouse, "xp-mail", "A", "conversion_rate")
    assert (found["people"], found["converters"]) == (4, 3)


def test_a_variant_nobody_saw_has_a_row(warehouse: Warehouse) -> None:
    found = result(warehouse, "xp-lonely", "B")
    assert (found["people"], found["converters"], found["expected_share"]) == (0, 0, 0.75)
    assert (found["estimate"], found["difference"], found["p_value"]) == (None, None, None)
    assert found["chance_better"] is None
    # One person where a quarter and three quarters of one were planned: 0.75^2 (4 + 4/3) = 3.
    assert found["sample_ratio_p_value"] == pytest.approx(stats.chi2.sf(3, 1), abs=1e-9)


def test_everybody_exposed_is_in_a_variant_or_has_a_reason(warehouse: Warehouse) -> None:
    counted = dict(
        warehouse.rows(
            "select experiment_id, sum(people) from marts.fct_experiment_results"
            " where metric = 'conversion_rate' group by experiment_id"
        )
    )
    assert counted == dict(
        warehouse.rows(
            "select experiment_id, count(*) from marts.fct_experiment_exposures"
            " where status = 'counted' group by experiment_id"
        )
    )
    assert (counted["xp-newcombe"], counted["xp-skewed"], counted["xp-mail"]) == (150, 80, 7)
