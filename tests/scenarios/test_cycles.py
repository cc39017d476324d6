"""Who is recycled, or lost and comes back, passes the funnel again, and counts once a cycle."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.scenarios.attribution_rows import visit
from tests.scenarios.funnel_rows import CRM, history, lead
from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse

Way = list[tuple[Any, ...]]


def deal(name: str, primary: str, **columns: Any) -> dict[str, Any]:
    return {
        "opportunity_source_id": name,
        "primary_person_source_id": primary,
        "amount": "900.00",
        "currency_code": "EUR",
        "created_at": "2026-03-01 08:00:00",
        "is_won": True,
        "is_closed": True,
        "closed_at": "2026-03-20 08:00:00",
        "is_deleted": False,
        **CRM,
        **columns,
    }


MODEL = {
    "attribution_model": "this_cycle",
    "method": "linear",
    "direct_handling": "include",
    "bounded_by_cycle": True,
    "conversion_types": "mqi",
    "is_additive": True,
}
RULES = {"attribution_models": [MODEL]}
ROWS = {
    "people": [
        lead("cy-regressed", "MQL"),
        lead("cy-recycled", "Working"),
        lead("cy-winner", "Open", "02-01", email_key="cy-key-merged"),
        lead(
            "cy-loser",
            "MQL",
            "02-02",
            email_key="cy-key-merged",
            is_deleted=True,
            merged_into_source_id="cy-winner",
        ),
        lead("cy-back", "Unqualified", anonymous_id="cy-back"),
        lead("cy-looker", "Unqualified", anonymous_id="cy-looker"),
        lead("cy-gone", "Unqualified", is_deleted=True),
        lead("cy-first", "Working", email_key="cy-key-twice"),
        lead("cy-second", "Unqualified", "01-07", email_key="cy-key-twice"),
        lead("cy-undated", "Unqualified", anonymous_id="cy-undated"),
        lead("cy-converted", "Closed - Converted", converted_at="2026-01-14 00:00:00"),
        lead("cy-twice-won", None, kind="contact", account_source_id="cy-acme"),
        lead("cy-reopened", None, kind="contact", account_source_id="cy-bolt"),
        lead("cy-colleague", "Working", "03-25", account_source_id="cy-bolt"),
    ],
    "stage_changes": [
        *history("cy-regressed", "01-08 MQL", "01-12 Working", "01-20 MQL"),
        *history(
            "cy-recycled",
            "01-08 MQL",
            "01-10 Nurturing",
            "02-01 MQL",
            "02-03 Working",
            "02-10 Nurturing",
            "03-01 MQL",
            "03-02 Working",
        ),
        *history("cy-loser", "02-03 MQL"),
        *history("cy-back", "01-10 MQL", "01-15 Unqualified"),
        *history("cy-looker", "01-10 MQL", "01-15 Unqualified"),
        *history("cy-gone", "01-10 MQL", "01-15 Unqualified"),
        *history("cy-first", "01-06 Working"),
        *history("cy-second", "01-09 Unqualified"),
        *history("cy-converted", "01-14 MQL", "01-14 Working"),
        *history(
            "cy-won-twice",
            "03-01 Prospecting",
            "03-10 Closed Won",
            "03-15 Negotiation/Review",
            "03-20 Closed Won",
            object_type="opportunity",
        ),
        *history(
            "cy-lost-first",
            "03-01 Prospecting",
            "03-10 Closed Lost",
            "03-15 Negotiation/Review",
            "03-20 Closed Won",
            object_type="opportunity",
        ),
    ],
    "accounts": [
        {"account_source_id": name, "name": name, "is_deleted": False, **CRM}
        for name in ("cy-acme", "cy-bolt")
    ],
    "opportunities": [
        deal("cy-won-twice", "cy-twice-won", account_source_id="cy-acme"),
        deal("cy-lost-first", "cy-reopened", account_source_id="cy-bolt"),
    ],
    "web_events": [
        visit("cy-back", "2026-01-02 09:00:00", "one.example"),
        event("cy-back", "2026-01-02 09:05:00", "generate_lead"),
        visit("cy-back", "2026-02-01 09:00:00", "two.example"),
        visit("cy-back", "2026-02-03 09:00:00", "three.example"),
        event("cy-back", "2026-02-03 09:05:00", "generate_lead"),
        event("cy-undated", "2026-02-03 09:05:00", "generate_lead"),
        visit("cy-looker", "2026-02-01 09:00:00", "two.example"),
    ],
}


def way(warehouse: Warehouse, crm_id: str, columns: str = "entered_at, outcome") -> Way:
    """Cycle, stage and more of whoever a CRM id belongs to."""
    return warehouse.rows(
        f"""
        select cycle, stage, {columns} from marts.fct_funnel_stages
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = 'salesforce:' || ?
        order by cycle, stage_position
        """,
        [crm_id],
    )


def conversions(warehouse: Warehouse, crm_id: str, kind: str) -> Way:
    """Cycle, time and value of somebody's conversions of a type."""
    return warehouse.rows(
        """
        select cycle, converted_at, value from marts.fct_conversions
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = 'salesforce:' || ?
            and conversion_type = ?
        order by converted_at
        """,
        [crm_id, kind],
    )


def at(day: str, hour: int = 8, minute: int = 0) -> datetime:
    month, _, number = day.partition("-")
    return datetime(2026, int(month), int(number), hour, minute)


def test_a_stage_that_is_taken_back_starts_the_next_cycle_there(warehouse: Warehouse) -> None:
    # From the 8th to the 12th are 4 days, from the 12th to the 20th 8.
    assert way(warehouse, "cy-regressed", "entered_at, exited_at, days_in_stage, outcome") == [
        (1, "visitor", at("01-05"), at("01-05"), 0.0, "advanced"),
        (1, "mqi", at("01-05"), at("01-08"), 3.0, "advanced"),
        (1, "mql", at("01-08"), at("01-12"), 4.0, "advanced"),
        (1, "sal", at("01-12"), at("01-20"), 8.0, "recycled"),
        (2, "mql", at("01-20"), None, None, "open"),
    ]


def test_a_lead_recycled_twice_is_in_its_third_cycle(warehouse: Warehouse) -> None:
    assert [row for row in way(warehouse, "cy-recycled") if row[1] != "visitor"] == [
        (1, "mqi", at("01-05"), "advanced"),
        (1, "mql", at("01-08"), "recycled"),
        (2, "mqi", at("01-10"), "advanced"),
        (2, "mql", at("02-01"), "advanced"),
        (2, "sal", at("02-03"), "recycled"),
        (3, "mqi", at("02-10"), "advanced"),
        (3, "mql", at("03-01"), "advanced"),
        (3, "sal", at("03-02"), "open"),
    ]
    assert conversions(warehouse, "cy-recycled", "mql") == [
        (1, at("01-08"), None),
        (2, at("02-01"), None),
        (3, at("03-01"), None),
    ]
    assert conversions(warehouse, "cy-recycled", "lead") == [(1, at("01-05"), None)]


def test_a_lead_merged_after_it_qualified_is_one_person_in_one_cycle(warehouse: Warehouse) -> None:
    once = [
        (1, "visitor", at("02-01"), "advanced"),
        (1, "mqi", at("02-01"), "advanced"),
        (1, "mql", at("02-03"), "open"),
    ]
    assert way(warehouse, "cy-winner") == way(warehouse, "cy-loser") == once
    assert conversions(warehouse, "cy-loser", "mql") == [(1, at("02-03"), None)]


def test_who_was_disqualified_and_inquires_again_is_in_a_new_cycle(warehouse: Warehouse) -> None:
    assert way(warehouse, "cy-back") == [
        (1, "visitor", at("01-02", 9), "advanced"),
        (1, "mqi", at("01-02", 9, 5), "advanced"),
        (1, "mql", at("01-10"), "disqualified"),
        (2, "visitor", at("02-01", 9), "advanced"),
        (2, "mqi", at("02-03", 9, 5), "open"),
    ]
    assert conversions(warehouse, "cy-back", "mqi") == [
        (1, at("01-02", 9, 5), None),
        (2, at("02-03", 9, 5), None),
    ]


def test_a_model_bounded_by_the_cycle_sees_no_touch_of_the_one_before(warehouse: Warehouse) -> None:
    def sources(model: str) -> Way:
        return warehouse.rows(
            """
            select conversions.cycle, attribution.source, attribution.credit
            from marts.fct_attribution as attribution
            inner join marts.fct_conversions as conversions using (conversion_id)
            inner join intermediate.int_person_identifiers as identifiers
                on conversions.person_id = identifiers.person_id
            where attribution.attribution_model = ? and attribution.conversion_type = 'mqi'
                and identifiers.identifier_type = 'cookie' and identifiers.identifier = 'cy-back'
            order by conversions.cycle, attribution.position
            """,
            [model],
        )

    # The lead on record declares nothing, so three visits are all the touches there are.
    assert [row[:2] for row in sources("linear")] == [
        (1, "one.example"),
        (2, "one.example"),
        (2, "two.example"),
        (2, "three.example"),
    ]
    half = Decimal("0.5")
    assert sources("this_cycle") == [
        (1, "one.example", Decimal(1)),
        (2, "two.example", half),
        (2, "three.example", half),
    ]


def test_a_visit_alone_begins_no_cycle(warehouse: Warehouse) -> None:
    assert {cycle for cycle, *_ in way(warehouse, "cy-looker")} == {1}


def test_a_deleted_lead_has_no_way_at_all(warehouse: Warehouse) -> None:
    assert way(warehouse, "cy-gone") == []


def test_a_double_that_is_closed_ends_nothing_while_the_other_lead_is_open(
    warehouse: Warehouse,
) -> None:
    assert way(warehouse, "cy-first")[-1] == (1, "sal", at("01-06"), "open")


def test_a_closed_status_without_a_date_ends_nothing(warehouse: Warehouse) -> None:
    assert way(warehouse, "cy-undated")[-1] == (1, "mqi", at("02-03", 9, 5), "open")


def test_a_conversion_known_to_the_day_is_the_last_that_happened_on_it(
    warehouse: Warehouse,
) -> None:
    # Qualified and accepted at eight: the conversion at midnight of that day came before neither.
    assert way(warehouse, "cy-converted")[2:] == [
        (1, "mql", at("01-14"), "advanced"),
        (1, "sal", at("01-14"), "advanced"),
        (1, "sql", at("01-14"), "open"),
    ]


def test_a_deal_reopened_and_won_again_is_two_cycles_and_its_money_once(
    warehouse: Warehouse,
) -> None:
    assert way(warehouse, "cy-twice-won")[-4:] == [
        (1, "opportunity", at("03-01"), "advanced"),
        (1, "customer", at("03-10"), "recycled"),
        (2, "opportunity", at("03-15"), "advanced"),
        (2, "customer", at("03-20"), "open"),
    ]
    money = Decimal("900.00")
    assert conversions(warehouse, "cy-twice-won", "opportunity") == [(1, at("03-01"), money)]
    assert conversions(warehouse, "cy-twice-won", "deal_won") == [(2, at("03-20"), money)]
    assert conversions(warehouse, "cy-twice-won", "customer") == [(2, at("03-20"), None)]


def test_a_deal_lost_and_won_later_was_lost_in_its_first_cycle(warehouse: Warehouse) -> None:
    assert way(warehouse, "cy-reopened")[-3:] == [
        (1, "opportunity", at("03-01"), "lost"),
        (2, "opportunity", at("03-15"), "advanced"),
        (2, "customer", at("03-20"), "open"),
    ]


def test_an_account_stands_where_its_furthest_record_does(warehouse: Warehouse) -> None:
    """A colleague who is accepted after the deal was won takes nobody back."""
    found = warehouse.rows(
        """
        select cycle, stage, entered_at, outcome from marts.fct_account_funnel_stages
        inner join marts.dim_accounts using (account_id)
        where name = 'cy-bolt' and stage in ('mqi', 'opportunity', 'customer')
        order by cycle, stage_position
        """
    )
    assert found == [
        (1, "mqi", at("03-01"), "advanced"),
        (1, "opportunity", at("03-01"), "lost"),
        (2, "opportunity", at("03-15"), "advanced"),
        (2, "customer", at("03-20"), "open"),
    ]
