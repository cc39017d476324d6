"""What orders and their refunds credit, in one currency and in two, to the cent."""

from decimal import Decimal

from tests.scenarios.attribution_rows import contact, order, order_shares, refund, visit
from tests.scenarios.rows import person
from tests.scenarios.warehouse import Warehouse

ROWS = {
    # The visits of at-cat are those of test_attribution.
    "web_events": [
        # two touches before an order, one between the order and its refund
        visit("at-gil", "2026-01-01 10:00:00", "alpha"),
        visit("at-gil", "2026-01-02 10:00:00", "beta"),
        visit("at-gil", "2026-02-20 10:00:00", "came-back"),
        # the people of an account that orders
        visit("at-buyer", "2026-01-01 10:00:00", "alpha"),
        visit("at-user", "2026-01-02 10:00:00", "beta"),
    ],
    "people": [
        contact("at-gil"),
        contact("at-buyer", account_source_id="at-shop"),
        person(
            "at-user",
            "2026-03-09 00:00:00",
            kind="contact",
            anonymous_id="at-user",
            converted_account_source_id="at-shop",
        ),
    ],
    "accounts": [{"account_source_id": "at-shop", "is_deleted": False}],
    "orders": [
        order("at-order", "2026-02-01 10:00:00", "100.01", account_source_id="at-shop"),
        refund("at-order", "2026-02-15 10:00:00", "-100.01", account_source_id="at-shop"),
        order("at-refunded", "2026-02-01 10:00:00", "100.00", person_source_id="at-cat"),
        refund("at-refunded", "2026-03-03 10:00:00", "-100.00", person_source_id="at-cat"),
        order("at-returned", "2026-02-01 10:00:00", "100.00", person_source_id="at-gil"),
        refund("at-returned", "2026-03-03 10:00:00", "-60.01"),
        order(
            "at-dollars",
            "2026-02-04 10:00:00",
            "100.00",
            currency_code="USD",
            person_source_id="at-cat",
        ),
    ],
    "fx_rates": [
        {
            "rate_date": "2026-02-04",
            "from_currency": "USD",
            "to_currency": "EUR",
            "rate": "0.85010000",
        }
    ],
}


def test_orders_and_refunds_credit_the_people_of_the_account_that_places_them(
    warehouse: Warehouse,
) -> None:
    assert order_shares(warehouse, "at-order") == [
        ("2026-02-01", "alpha", Decimal("50.01")),
        ("2026-02-01", "beta", Decimal("50.00")),
        ("2026-02-15", "alpha", Decimal("-50.01")),
        ("2026-02-15", "beta", Decimal("-50.00")),
    ]


def test_a_refund_in_a_later_month_takes_back_what_the_order_gave(warehouse: Warehouse) -> None:
    assert order_shares(warehouse, "at-refunded") == [
        ("2026-02-01", "alpha", Decimal("33.34")),
        ("2026-02-01", "beta", Decimal("33.33")),
        ("2026-02-01", "gamma", Decimal("33.33")),
        ("2026-03-03", "alpha", Decimal("-33.34")),
        ("2026-03-03", "beta", Decimal("-33.33")),
        ("2026-03-03", "gamma", Decimal("-33.33")),
    ]


def test_a_refund_that_names_nobody_credits_what_its_order_credits_and_no_later_touch(
    warehouse: Warehouse,
) -> None:
    # 60.01 in two: 30.005 each, of which the earlier touch has the odd cent.
    assert order_shares(warehouse, "at-returned") == [
        ("2026-02-01", "alpha", Decimal("50.00")),
        ("2026-02-01", "beta", Decimal("50.00")),
        ("2026-03-03", "alpha", Decimal("-30.01")),
        ("2026-03-03", "beta", Decimal("-30.00")),
    ]
    assert warehouse.rows(
        "select is_refund, person_id is not null, count(*) from marts.fct_conversions"
        " where order_id = md5('test|at-returned') group by all order by all"
    ) == [(False, True, 1), (True, True, 1)]


def test_a_refund_is_no_conversion_that_models_learn_from(warehouse: Warehouse) -> None:
    [(refunds,)] = warehouse.rows(
        "select count(*) from marts.fct_paths inner join marts.fct_conversions"
        " using (conversion_id) where is_refund"
    )
    learned = warehouse.value(
        "select count(distinct path_id) from intermediate.int_path_steps"
        " inner join intermediate.int_path_conversions on path_id = conversion_number"
        " where is_refund"
    )
    assert (refunds, learned) == (0, 0)


def test_dollars_and_the_euros_they_are_worth_are_each_shared_to_the_cent(
    warehouse: Warehouse,
) -> None:
    # 100.00 dollars are 85.01 euros: the two cents that thirds leave go to the first two touches.
    assert warehouse.rows(
        "select source, attributed_value, attributed_value_reporting from marts.fct_attribution"
        " inner join marts.fct_conversions using (conversion_id)"
        " where attribution_model = 'linear' and order_id = md5('test|at-dollars')"
        " order by position"
    ) == [
        ("alpha", Decimal("33.34"), Decimal("28.34")),
        ("beta", Decimal("33.33"), Decimal("28.34")),
        ("gamma", Decimal("33.33"), Decimal("28.33")),
    ]
