"""Who gets the credit, and how much of it, to the cent."""

from datetime import datetime
from decimal import Decimal

import pytest

from tests.scenarios.attribution_rows import (
    contact,
    of_cookie,
    shares,
    visit,
    won_deal,
)
from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

ROWS = {
    "web_events": [
        # one person, two conversions
        visit("at-ann", "2026-01-01 10:00:00", "alpha"),
        visit("at-ann", "2026-01-02 10:00:00", "beta"),
        event("at-ann", "2026-01-02 10:05:00", "generate_lead"),
        visit("at-ann", "2026-01-05 10:00:00", "gamma"),
        event("at-ann", "2026-01-05 10:05:00", "file_download"),
        # a touch at the very instant of the conversion, and one a microsecond later
        visit("at-bob", "2026-01-03 10:00:00", "alpha", event_name="generate_lead"),
        visit("at-bob-2", "2026-01-03 10:00:00.000001", "beta"),
        # three touches
        visit("at-cat", "2026-01-01 10:00:00", "alpha"),
        visit("at-cat", "2026-01-02 10:00:00", "beta"),
        visit("at-cat", "2026-01-03 10:00:00", "gamma"),
        # two touches at one instant, from two devices
        visit("at-dan", "2026-01-01 10:00:00", "alpha"),
        visit("at-dan-2", "2026-01-01 10:00:00", "beta"),
        # three contacts of a deal, and a colleague who is not on it
        visit("at-one", "2026-01-01 10:00:00", "alpha"),
        visit("at-two", "2026-01-02 10:00:00", "beta"),
        visit("at-two", "2026-01-03 10:00:00", "gamma"),
        visit("at-three", "2026-01-04 10:00:00", "delta"),
        visit("at-three", "2026-03-11 10:00:00", "too-late"),
        visit("at-colleague", "2026-01-05 10:00:00", "epsilon"),
        # a campaign that looks like a path
        visit("at-eli", "2026-01-01 10:00:00", "alpha", utm_campaign="a > b"),
        # twelve touches
        *(
            visit("at-fay", f"2026-01-{day:02} 10:00:00", f"source-{day:02}")
            for day in range(1, 13)
        ),
    ],
    "people": [
        person("at-bob", "2026-01-01 00:00:00", kind="contact", email_key="at-key-bob"),
        contact("at-cat"),
        person("at-dan", "2026-03-09 00:00:00", kind="contact", email_key="at-key-dan"),
        contact("at-one", account_source_id="at-acme"),
        contact("at-two", account_source_id="at-acme"),
        contact("at-three", account_source_id="at-acme"),
        contact("at-colleague", account_source_id="at-acme"),
        contact("at-eli"),
        contact("at-fay"),
    ],
    "identities": [
        {
            "id_type_a": "email_key",
            "id_value_a": mailbox,
            "id_type_b": "cookie",
            "id_value_b": cookie,
            "linked_at": "2026-01-01 00:00:00",
            "evidence": "log-in",
        }
        for mailbox, cookie in [
            ("at-key-bob", "at-bob"),
            ("at-key-bob", "at-bob-2"),
            ("at-key-dan", "at-dan"),
            ("at-key-dan", "at-dan-2"),
        ]
    ],
    "accounts": [
        {"account_source_id": account, "is_deleted": False} for account in ["at-acme", "at-alone"]
    ],
    "opportunities": [
        won_deal("at-thirds", "100.00", primary_person_source_id="at-cat"),
        won_deal("at-unpriced", None, primary_person_source_id="at-cat"),
        won_deal("at-tied", "0.01", primary_person_source_id="at-dan"),
        won_deal(
            "at-committee",
            "100.00",
            primary_person_source_id="at-one",
            account_source_id="at-acme",
        ),
        won_deal("at-nobody", "80.00", account_source_id="at-acme"),
        won_deal("at-untouched", "55.55", account_source_id="at-alone"),
        won_deal("at-arrow", "10.00", primary_person_source_id="at-eli"),
        won_deal("at-twelve", "100.00", primary_person_source_id="at-fay"),
    ],
    "opportunity_people": [
        {
            "opportunity_source_id": "at-committee",
            "person_source_id": person_id,
            "is_primary": person_id == "at-one",
        }
        for person_id in ["at-one", "at-two", "at-three"]
    ],
}


def test_two_conversions_of_one_person_have_a_path_each(warehouse: Warehouse) -> None:
    form, download = datetime(2026, 1, 2, 10, 5), datetime(2026, 1, 5, 10, 5)
    assert of_cookie(warehouse, "linear", "at-ann") == [
        (form, "alpha", 1, 2),
        (form, "beta", 2, 2),
        (download, "alpha", 1, 3),
        (download, "beta", 2, 3),
        (download, "gamma", 3, 3),
    ]
    assert of_cookie(warehouse, "last_touch", "at-ann") == [
        (form, "beta", 2, 2),
        (download, "gamma", 3, 3),
    ]


def test_a_touch_at_the_instant_of_the_conversion_counts_and_a_later_one_does_not(
    warehouse: Warehouse,
) -> None:
    at = datetime(2026, 1, 3, 10)
    assert of_cookie(warehouse, "linear", "at-bob") == [(at, "alpha", 1, 1)]


def test_touches_at_one_instant_stand_in_the_order_of_their_ids(warehouse: Warehouse) -> None:
    path = warehouse.rows(
        """
        select touchpoint_id, source from marts.fct_touchpoints
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'email_key' and identifier = 'at-key-dan'
        order by touchpoint_id
        """
    )
    assert len(path) == 2
    assert shares(warehouse, "first_touch", "deal_won", "at-tied") == [
        (path[0][1], Decimal("0.01"))
    ]
    assert shares(warehouse, "linear", "deal_won", "at-tied") == [
        (path[0][1], Decimal("0.01")),
        (path[1][1], Decimal("0.00")),
    ]


def test_thirds_of_a_hundred_are_a_cent_apart_and_the_earliest_has_it(
    warehouse: Warehouse,
) -> None:
    assert shares(warehouse, "linear", "deal_won", "at-thirds") == [
        ("alpha", Decimal("33.34")),
        ("beta", Decimal("33.33")),
        ("gamma", Decimal("33.33")),
    ]


def test_twelve_touches_share_a_hundred_to_the_cent(warehouse: Warehouse) -> None:
    shared = shares(warehouse, "linear", "deal_won", "at-twelve")
    assert [amount for _, amount in shared] == [Decimal("8.34")] * 4 + [Decimal("8.33")] * 8
    assert shares(warehouse, "first_touch", "deal_won", "at-twelve") == [
        ("source-01", Decimal("100.00"))
    ]
    assert shares(warehouse, "last_touch", "deal_won", "at-twelve") == [
        ("source-12", Decimal("100.00"))
    ]


def test_a_conversion_without_a_value_has_credit_all_the_same(warehouse: Warehouse) -> None:
    assert shares(warehouse, "linear", "deal_won", "at-unpriced") == [
        ("alpha", None),
        ("beta", None),
        ("gamma", None),
    ]
    credit = warehouse.rows(
        "select credit from marts.fct_attribution inner join marts.fct_conversions"
        " using (conversion_id) where attribution_model = 'linear'"
        " and fct_conversions.conversion_type = 'deal_won'"
        " and opportunity_id = md5('test|at-unpriced') order by position"
    )
    assert [share for (share,) in credit] == [
        Decimal("0.333333333334"),
        Decimal("0.333333333333"),
        Decimal("0.333333333333"),
    ]


def test_a_deal_credits_the_touches_of_its_contacts_once_each_and_of_nobody_else(
    warehouse: Warehouse,
) -> None:
    assert shares(warehouse, "linear", "deal_won", "at-committee") == [
        ("alpha", Decimal("25.00")),
        ("beta", Decimal("25.00")),
        ("gamma", Decimal("25.00")),
        ("delta", Decimal("25.00")),
    ]


def test_a_deal_without_people_credits_all_people_of_its_account(warehouse: Warehouse) -> None:
    assert shares(warehouse, "linear", "deal_won", "at-nobody") == [
        (source, Decimal("16.00")) for source in ["alpha", "beta", "gamma", "delta", "epsilon"]
    ]


def test_a_customer_is_credited_as_the_deal_that_made_it_one(warehouse: Warehouse) -> None:
    made = warehouse.value(
        "select count(*) from marts.fct_attribution inner join marts.fct_conversions"
        " using (conversion_id) where attribution_model = 'linear'"
        " and fct_conversions.conversion_type = 'customer'"
        " and fct_conversions.account_id = md5('test|at-acme')"
    )
    assert made == 4


@pytest.mark.parametrize("model", ["first_touch", "last_touch", "linear"])
def test_a_conversion_without_a_touch_is_one_unattributed_row(
    warehouse: Warehouse, model: str
) -> None:
    found = warehouse.rows(
        "select channel, touchpoint_id, source, position, path_length, credit, attributed_value"
        " from marts.fct_attribution inner join marts.fct_conversions using (conversion_id)"
        " where attribution_model = ? and fct_conversions.conversion_type = 'deal_won'"
        " and opportunity_id = md5('test|at-untouched')",
        [model],
    )
    assert found == [("(unattributed)", None, None, None, 0, Decimal(1), Decimal("55.55"))]


def test_a_campaign_whose_name_looks_like_a_path_is_one_campaign(warehouse: Warehouse) -> None:
    campaigns = warehouse.rows(
        "select campaign, attributed_value from marts.fct_attribution"
        " inner join marts.fct_conversions using (conversion_id)"
        " where attribution_model = 'linear' and fct_conversions.conversion_type = 'deal_won'"
        " and opportunity_id = md5('test|at-arrow')"
    )
    assert campaigns == [("a > b", Decimal("10.00"))]


def test_what_is_attributed_adds_up_in_every_model(warehouse: Warehouse) -> None:
    ended = warehouse.dbt(
        "test",
        "--select",
        "assert_credits_of_a_conversion_sum_to_one",
        "assert_money_of_a_conversion_sums_to_the_cent",
        "assert_every_conversion_is_in_every_model",
        "assert_spend_in_equals_spend_out",
        "assert_revenue_in_equals_revenue_out",
        "assert_no_stage_is_entered_after_the_next",
    )
    assert ended.stdout.count(" PASS ") == 6


def test_windows_and_versions_of_rules_read_as_their_examples_say(warehouse: Warehouse) -> None:
    ended = warehouse.dbt(
        "test",
        "--select",
        "test_type:unit,path:models/intermediate/attribution",
        "test_type:unit,path:models/intermediate/funnel",
    )
    assert ended.stdout.count(" PASS ") == 6
