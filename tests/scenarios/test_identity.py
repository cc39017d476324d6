"""Who is who: what joins two identifiers into one person, and what must not."""

import hashlib
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

# A tablet in the showroom: two logged-in customers, and visitors who never say who they are.
TABLET = [
    event("id-tablet", "2026-06-01 09:00", user_id="id-uma"),
    event("id-tablet", "2026-06-01 12:00", user_id="id-vic", page="/vic"),
    event("id-tablet", "2026-06-01 15:00", page="/nobody"),
    event("id-uma-phone", "2026-06-02 09:00", user_id="id-uma"),
]

ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        *TABLET,
        event("id-laptop", "2026-06-01 10:00"),
        event("id-laptop", "2026-06-01 10:01", "generate_lead", email_key="id-mail-anna"),
        event("id-phone", "2026-06-03 10:00", email_key="id-mail-anna"),
        event("id-alone", "2026-06-01 10:00"),
        event("id-two-mails", "2026-06-01 10:00", email_key="id-work-mail", user_id="id-wes"),
        event("id-two-mails", "2026-06-01 10:05", email_key="id-home-mail", user_id="id-wes"),
        event("id-couple", "2026-06-01 10:00", email_key="id-her-mail"),
        event("id-couple", "2026-06-01 20:00", email_key="id-his-mail", page="/his"),
        event("id-gone-cookie", "2026-05-01 10:00"),
        event("id-spam-1", "2026-06-01 10:00", email_key="id-spam-mail"),
        event("id-spam-2", "2026-06-01 10:00", email_key="id-spam-mail"),
        event("undefined", "2026-06-01 10:00", user_id="id-uri"),
        event("undefined", "2026-06-01 10:00", user_id="id-ute"),
    ],
    "people": [
        person("id-anna", "2026-06-01 10:01", email_key="id-mail-anna", phone_key="id-tel-anna"),
        person("id-anna-by-phone", "2026-06-09 10:00", phone_key="id-tel-anna"),
        person(
            "id-loser",
            "2026-06-02 08:00",
            email_key="id-old-mail",
            is_deleted=True,
            merged_into_source_id="id-middle",
        ),
        person("id-middle", "2026-06-03 08:00", is_deleted=True, merged_into_source_id="id-winner"),
        person("id-winner", "2026-06-04 08:00", email_key="id-new-mail"),
        person("id-lead", "2026-06-05 08:00", converted_to_source_id="id-contact"),
        person("id-contact", "2026-06-06 08:00", kind="contact"),
        person(
            "id-gone",
            "2026-06-05 08:00",
            email_key="id-gone-mail",
            anonymous_id="id-gone-cookie",
            is_deleted=True,
        ),
        *[
            person(f"id-desk-{n}", "2026-06-05", email_key=f"id-desk-{n}", phone_key="id-desk")
            for n in range(3)
        ],
        *[person(f"id-info-{n:02}", "2026-06-05", email_key="id-info") for n in range(11)],
        *[person(f"id-null-{n}", "2026-06-05", anonymous_id="null") for n in range(2)],
        person("id-card", "2026-06-05 08:00"),
        person("id-same", "2026-06-05 08:00", source_system="salesforce"),
        person("id-same", "2026-06-05 08:00", source_system="files"),
        person("id-ida", "2026-06-05", email_key="id-mail-ida"),
        person("id-ida-private", "2026-06-06", email_key="id-private-ida"),
        person("id-twin-a", "2026-06-05", email_key="id-mail-twins"),
        person("id-twin-b", "2026-06-06", email_key="id-mail-twins"),
    ],
    "identities": [
        {
            "id_type_a": "user_id",
            "id_value_a": "id-shopper",
            "id_type_b": "crm_id",
            "id_value_b": "test:id-card",
            "linked_at": "2026-06-10",
        },
        {
            "id_type_a": "fax",
            "id_value_a": "id-fax",
            "id_type_b": "crm_id",
            "id_value_b": "test:id-card",
        },
    ],
    "orders": [
        {
            "order_source_id": "id-order",
            "order_line": "1",
            "order_type": "order",
            "email_key": "id-shop-mail",
            "amount": "10.00",
            "currency_code": "EUR",
            "ordered_at": "2026-06-20",
        }
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
        },
    ],
    "blocked_identifiers": [{"identifier_type": "email_key", "identifier": "id-spam-mail"}],
}


def who(warehouse: Warehouse, identifier_type: str, identifier: str) -> str | None:
    found = warehouse.rows(
        "select person_id from marts.dim_identifiers where identifier_type = ? and identifier = ?",
        [identifier_type, identifier],
    )
    return found[0][0] if found else None


def record(warehouse: Warehouse, person_source_id: str) -> str | None:
    return who(warehouse, "crm_id", f"test:{person_source_id}")


def test_two_devices_join_by_email(warehouse: Warehouse) -> None:
    anna = record(warehouse, "id-anna")
    assert anna is not None
    assert who(warehouse, "cookie", "id-laptop") == anna
    assert who(warehouse, "cookie", "id-phone") == anna


def test_a_phone_number_joins_a_record_without_email(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-anna-by-phone") == record(warehouse, "id-anna")


def test_a_person_is_called_by_the_earliest_identifier(warehouse: Warehouse) -> None:
    earliest = hashlib.md5(b"cookie:id-laptop", usedforsecurity=False).hexdigest()
    assert record(warehouse, "id-anna") == earliest


def test_a_cookie_without_evidence_is_an_unknown_person(warehouse: Warehouse) -> None:
    alone = who(warehouse, "cookie", "id-alone")
    assert warehouse.rows("select is_known from marts.dim_people where person_id = ?", [alone]) == [
        (False,)
    ]


def test_a_shared_tablet_joins_nobody(warehouse: Warehouse) -> None:
    uma, vic = who(warehouse, "user_id", "id-uma"), who(warehouse, "user_id", "id-vic")
    tablet = who(warehouse, "cookie", "id-tablet")
    assert len({uma, vic, tablet}) == 3
    assert who(warehouse, "cookie", "id-uma-phone") == uma
    assert warehouse.rows(
        "select session_start_at::time::varchar, person_id from marts.fct_sessions"
        " where anonymous_id = 'id-tablet' order by 1"
    ) == [("09:00:00", uma), ("12:00:00", vic), ("15:00:00", tablet)]


def test_two_mails_of_one_customer_share_no_device(warehouse: Warehouse) -> None:
    wes = who(warehouse, "user_id", "id-wes")
    assert who(warehouse, "cookie", "id-two-mails") == wes
    assert who(warehouse, "email_key", "id-home-mail") == wes


def test_two_mails_of_two_people_do(warehouse: Warehouse) -> None:
    hers, his = (
        who(warehouse, "email_key", "id-her-mail"),
        who(warehouse, "email_key", "id-his-mail"),
    )
    assert hers != his
    visits = (
        "select person_id from marts.fct_sessions where anonymous_id = ? order by session_start_at"
    )
    assert warehouse.rows(visits, ["id-couple"]) == [(hers,), (his,)]


def test_a_merged_record_is_one_person_however_long_the_chain(warehouse: Warehouse) -> None:
    winner = record(warehouse, "id-winner")
    assert record(warehouse, "id-loser") == record(warehouse, "id-middle") == winner
    assert who(warehouse, "email_key", "id-old-mail") == winner
    assert warehouse.rows("select records from marts.dim_people where person_id = ?", [winner]) == [
        (3,)
    ]


def test_a_converted_lead_is_its_contact(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-lead") == record(warehouse, "id-contact")


def test_a_deleted_record_says_nothing_any_more(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-gone") != who(warehouse, "cookie", "id-gone-cookie")
    assert who(warehouse, "email_key", "id-gone-mail") is None


def test_a_switchboard_number_joins_nobody(warehouse: Warehouse) -> None:
    assert len({record(warehouse, f"id-desk-{n}") for n in range(3)}) == 3
    assert who(warehouse, "phone_key", "id-desk") is None
    reasons = (
        "select distinct cut_reason from intermediate.int_identity_audit where identifier_b = ?"
    )
    assert warehouse.rows(reasons, ["id-desk"]) == [("shared identifier",)]


def test_a_role_mailbox_joins_nobody(warehouse: Warehouse) -> None:
    assert len({record(warehouse, f"id-info-{n:02}") for n in range(11)}) == 11


def test_a_placeholder_joins_nobody(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-null-0") != record(warehouse, "id-null-1")
    assert who(warehouse, "user_id", "id-uri") != who(warehouse, "user_id", "id-ute")
    assert who(warehouse, "cookie", "undefined") is None


def test_a_file_may_say_who_is_who_but_only_in_kinds_we_know(warehouse: Warehouse) -> None:
    assert who(warehouse, "user_id", "id-shopper") == record(warehouse, "id-card")
    assert who(warehouse, "fax", "id-fax") is None
    reason = "select cut_reason from intermediate.int_identity_audit where identifier_b = 'id-fax'"
    assert warehouse.rows(reason) == [("unknown identifier type",)]


def test_the_same_id_in_two_systems_is_two_records(warehouse: Warehouse) -> None:
    salesforce = who(warehouse, "crm_id", "salesforce:id-same")
    assert salesforce != who(warehouse, "crm_id", "files:id-same")


def test_a_mail_that_only_orders_is_a_known_person(warehouse: Warehouse) -> None:
    buyer = who(warehouse, "email_key", "id-shop-mail")
    assert warehouse.rows("select is_known from marts.dim_people where person_id = ?", [buyer]) == [
        (True,)
    ]


def test_a_pair_forced_by_hand_joins(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-ida") == record(warehouse, "id-ida-private")


def test_a_pair_forbidden_by_hand_parts(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-twin-a") != record(warehouse, "id-twin-b")
    assert who(warehouse, "email_key", "id-mail-twins") == record(warehouse, "id-twin-a")


def test_a_blocked_mail_joins_nobody(warehouse: Warehouse) -> None:
    assert who(warehouse, "email_key", "id-spam-mail") is None
    assert who(warehouse, "cookie", "id-spam-1") != who(warehouse, "cookie", "id-spam-2")
