"""Who is who: what joins two identifiers into one person."""

import hashlib
from typing import Any

from tests.scenarios.identity_rows import record, who, why_cut
from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

ROWS: dict[str, list[dict[str, Any]]] = {
    "web_events": [
        event("id-laptop", "2026-06-01 10:00"),
        event("id-laptop", "2026-06-01 10:01", "generate_lead", email_key="id-mail-anna"),
        event("id-phone", "2026-06-03 10:00", email_key="id-mail-anna"),
        event("id-alone", "2026-06-01 10:00"),
        event("id-gone-cookie", "2026-05-01 10:00"),
        event("id-clicker", "2026-06-01 10:00", gclid="id-click"),
        event("id-clicker", "2026-06-01 10:01", gclid="id-click", page="/2"),
        event("id-click-unrecorded", "2026-06-01 10:00", gclid="id-click-of-nobody"),
        event("id-first-device", "2026-06-01 08:00"),
        event("id-second-device", "2026-06-03 08:00"),
        event("id-first-device", "2026-06-07 09:00", user_id="id-hannah"),
        event("id-second-device", "2026-06-05 09:00", user_id="id-hannah"),
        event("id-many-laptop", "2026-06-03 09:00", email_key="id-many-mail", event_id="id-many"),
        event("id-many-laptop", "2026-06-03 09:00", email_key="id-many-mail", event_id="id-many"),
        event("id-many-laptop", "2026-06-03 09:05", email_key="id-many-mail"),
        event("id-many-phone", "2026-06-08 21:00", email_key="id-many-mail", source_system="id-b"),
        event("id-many-phone", "2099-01-01", email_key="id-many-mail", source_system="id-b"),
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
        person("id-card", "2026-06-05 08:00"),
        person("id-same", "2026-06-05 08:00", source_system="salesforce"),
        person("id-same", "2026-06-05 08:00", source_system="files"),
        person("id-click-lead", "2026-06-01 10:02", gclid="id-click"),
        person("id-buyer", "2026-06-05"),
        person("id-many", "2026-06-02 12:00", email_key="id-many-mail", phone_key="id-many-tel"),
        person("id-many", "2026-06-04 12:00", email_key="id-many-mail", source_system="id-b"),
        person("id-many-gone", "2026-05-01", email_key="id-many-mail", is_deleted=True),
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
        {
            "id_type_a": "user_id",
            "id_value_a": "id-many-login",
            "id_type_b": "email_key",
            "id_value_b": "id-many-mail",
            "linked_at": "2026-05-02 08:00",
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
        },
        {
            "order_source_id": "id-order-of-a-record",
            "order_line": "1",
            "order_type": "order",
            "email_key": "id-buyers-mail",
            "person_source_id": "id-buyer",
            "amount": "10.00",
            "currency_code": "EUR",
            "ordered_at": "2026-06-21",
        },
        {
            "order_source_id": "id-many-order",
            "order_line": "1",
            "order_type": "order",
            "email_key": "id-many-mail",
            "amount": "10.00",
            "currency_code": "EUR",
            "ordered_at": "2026-06-09 08:30",
        },
    ],
    "calls": [
        {
            "call_source_id": "id-many-call",
            "started_at": "2026-06-01 07:00",
            "phone_key": "id-many-tel",
            "source_system": "id-b",
        }
    ],
}


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


def test_a_file_may_say_who_is_who_but_only_in_kinds_we_know(warehouse: Warehouse) -> None:
    assert who(warehouse, "user_id", "id-shopper") == record(warehouse, "id-card")
    assert who(warehouse, "fax", "id-fax") is None
    assert why_cut(warehouse, "id-fax") == [
        ("unknown identifier type", "identifier_types: fax is not listed", None)
    ]


def test_the_same_id_in_two_systems_is_two_records(warehouse: Warehouse) -> None:
    salesforce = who(warehouse, "crm_id", "salesforce:id-same")
    assert salesforce != who(warehouse, "crm_id", "files:id-same")


def test_a_mail_that_only_orders_is_a_known_person(warehouse: Warehouse) -> None:
    buyer = who(warehouse, "email_key", "id-shop-mail")
    assert warehouse.rows("select is_known from marts.dim_people where person_id = ?", [buyer]) == [
        (True,)
    ]


def test_a_click_joins_the_record_that_names_it_with_the_cookie_it_was_made_on(
    warehouse: Warehouse,
) -> None:
    clicker = who(warehouse, "cookie", "id-clicker")
    assert record(warehouse, "id-click-lead") == clicker
    assert who(warehouse, "gclid", "id-click") == clicker
    assert who(warehouse, "gclid", "id-click-of-nobody") is None


def test_an_order_joins_its_mail_with_the_record_it_names(warehouse: Warehouse) -> None:
    assert who(warehouse, "email_key", "id-buyers-mail") == record(warehouse, "id-buyer")


def test_an_id_that_ended_says_whose_it_is_now_and_since_when(warehouse: Warehouse) -> None:
    """Hannah's second device logged in on the 5th, the first and older one on the 7th."""

    def hashed(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    now = hashed("cookie:id-first-device")
    told = warehouse.rows(
        "select former_person_id, stood_alone, is_current, merged_at::varchar"
        " from marts.dim_person_ids where person_id = ? order by first_seen_at",
        [now],
    )
    assert told == [
        (now, True, True, None),
        (hashed("cookie:id-second-device"), True, False, "2026-06-07 09:00:00"),
        (hashed("user_id:id-hannah"), False, False, "2026-06-05 09:00:00"),
    ]


def test_every_identifier_counts_what_ties_it(warehouse: Warehouse) -> None:
    tied = "select links, sightings from marts.dim_identifiers where identifier = ?"
    assert warehouse.rows(tied, ["id-hannah"]) == [(2, 2)]
    assert warehouse.rows(tied, ["id-alone"]) == [(0, 1)]


def test_an_identifier_is_dated_and_counted_by_what_carried_it_in_any_system(
    warehouse: Warehouse,
) -> None:
    """Three events, two records and an order carry the mail.

    A copy of an event, an event of 2099 and a deleted record do not count, and a file that ties a
    login to the mail dates only the login, which nothing carried.
    """
    told = warehouse.rows(
        "select identifier_type, identifier, sightings, links, first_seen_at::varchar,"
        " last_seen_at::varchar from marts.dim_identifiers where contains(identifier, 'id-many')"
        " and not contains(identifier, 'gone') order by all"
    )
    assert told == [
        ("cookie", "id-many-laptop", 2, 1, "2026-06-03 09:00:00", "2026-06-03 09:05:00"),
        ("cookie", "id-many-phone", 1, 1, "2026-06-08 21:00:00", "2026-06-08 21:00:00"),
        ("crm_id", "id-b:id-many", 1, 1, "2026-06-04 12:00:00", "2026-06-04 12:00:00"),
        ("crm_id", "test:id-many", 1, 2, "2026-06-02 12:00:00", "2026-06-02 12:00:00"),
        ("email_key", "id-many-mail", 6, 6, "2026-06-02 12:00:00", "2026-06-09 08:30:00"),
        ("phone_key", "id-many-tel", 2, 2, "2026-06-01 07:00:00", "2026-06-02 12:00:00"),
        ("user_id", "id-many-login", 0, 1, "2026-05-02 08:00:00", "2026-05-02 08:00:00"),
    ]
