"""Pairs of identifiers that somebody forced, forbade, separated or blocked."""

from typing import Any

from tests.scenarios.identity_rows import record, who, why_cut
from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        event("id-spam-1", "2026-06-01 10:00", email_key="id-spam-mail"),
        event("id-spam-2", "2026-06-01 10:00", email_key="id-spam-mail"),
        event("id-left", "2026-06-01 10:00", user_id="id-lea"),
        event("id-left", "2026-06-01 10:05", user_id="id-lea", page="/2"),
        event("id-left", "2026-06-01 10:10", user_id="id-lea", email_key="id-mail-lea"),
        event("id-left", "2026-06-01 10:11", user_id="id-lea", email_key="id-mail-lea"),
        event("id-right", "2026-06-02 10:00", user_id="id-rob"),
        event("id-right", "2026-06-02 10:05", user_id="id-rob", page="/2"),
        event("id-right", "2026-06-02 10:10", email_key="id-mail-rob"),
        event("id-right", "2026-06-02 10:10", email_key="id-mail-rob", page="/2"),
    ],
    "people": [
        person("id-ida", "2026-06-05", email_key="id-mail-ida"),
        person("id-ida-private", "2026-06-06", email_key="id-private-ida"),
        person("id-twin-a", "2026-06-05", email_key="id-mail-twins"),
        person("id-twin-b", "2026-06-06", email_key="id-mail-twins"),
    ],
    "identities": [
        # What once made two people one: by hand it cannot be found pair by pair, for it is double.
        {
            "id_type_a": "user_id",
            "id_value_a": "id-lea",
            "id_type_b": "crm_id",
            "id_value_b": "test:id-mistake",
            "linked_at": "2026-06-03",
        },
        {
            "id_type_a": "user_id",
            "id_value_a": "id-rob",
            "id_type_b": "crm_id",
            "id_value_b": "test:id-mistake",
            "linked_at": "2026-06-04",
        },
        {
            "id_type_a": "email_key",
            "id_value_a": "id-mail-lea",
            "id_type_b": "user_id",
            "id_value_b": "id-rob",
            "linked_at": "2026-06-05",
        },
    ],
}

RULES: dict[str, list[dict[str, Any]]] = {
    "identity_overrides": [
        {
            "action": "force",
            "identifier_type_a": "email_key",
            "identifier_a": "id-private-ida",
            "identifier_type_b": "crm_id",
            "identifier_b": "test:id-ida",
        },
        {
            "action": "forbid",
            "identifier_type_a": "email_key",
            "identifier_a": "id-mail-twins",
            "identifier_type_b": "crm_id",
            "identifier_b": "test:id-twin-b",
            "reason": "two sisters",
        },
        {
            "action": "separate",
            "identifier_type_a": "user_id",
            "identifier_a": "id-rob",
            "identifier_type_b": "user_id",
            "identifier_b": "id-lea",
            "reason": "an import mixed them up",
        },
    ],
    "blocked_identifiers": [{"identifier_type": "email_key", "identifier": "id-spam-mail"}],
}


def test_a_pair_forced_by_hand_joins(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-ida") == record(warehouse, "id-ida-private")


def test_a_pair_forbidden_by_hand_parts(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-twin-a") != record(warehouse, "id-twin-b")
    assert who(warehouse, "email_key", "id-mail-twins") == record(warehouse, "id-twin-a")
    assert why_cut(warehouse, "id-mail-twins") == [
        ("forbidden by hand", "identity_overrides: forbid", "two sisters")
    ]


def test_a_blocked_mail_joins_nobody(warehouse: Warehouse) -> None:
    assert who(warehouse, "email_key", "id-spam-mail") is None
    assert who(warehouse, "cookie", "id-spam-1") != who(warehouse, "cookie", "id-spam-2")


def test_two_people_separated_by_hand_part_however_they_are_connected(
    warehouse: Warehouse,
) -> None:
    lea, rob = who(warehouse, "user_id", "id-lea"), who(warehouse, "user_id", "id-rob")
    assert lea != rob
    assert who(warehouse, "cookie", "id-left") == who(warehouse, "email_key", "id-mail-lea") == lea
    assert who(warehouse, "cookie", "id-right") == who(warehouse, "email_key", "id-mail-rob") == rob


def test_who_stood_between_goes_where_the_stronger_link_leads_and_the_rest_is_audited(
    warehouse: Warehouse,
) -> None:
    """Both links of the record are as strong; the older one stays."""
    assert record(warehouse, "id-mistake") == who(warehouse, "user_id", "id-lea")
    cut = warehouse.rows(
        "select identifier_a, identifier_b, rule, rule_reason from marts.identity_audit"
        " where cut_reason = 'separated by hand' order by 1, 2"
    )
    told = ("identity_overrides: separate", "an import mixed them up")
    assert cut == [("id-mail-lea", "id-rob", *told), ("test:id-mistake", "id-rob", *told)]
