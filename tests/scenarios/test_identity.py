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
        event("id-clicker", "2026-06-01 10:00", gclid="id-click"),
        event("id-clicker", "2026-06-01 10:01", gclid="id-click", page="/2"),
        event("id-forwarded-1", "2026-06-01 10:00", gclid="id-forwarded"),
        event("id-forwarded-2", "2026-06-02 10:00", gclid="id-forwarded"),
        event("id-click-unrecorded", "2026-06-01 10:00", gclid="id-click-of-nobody"),
        event("id-left", "2026-06-01 10:00", user_id="id-lea"),
        event("id-left", "2026-06-01 10:05", user_id="id-lea", page="/2"),
        event("id-left", "2026-06-01 10:10", user_id="id-lea", email_key="id-mail-lea"),
        event("id-left", "2026-06-01 10:11", user_id="id-lea", email_key="id-mail-lea"),
        event("id-right", "2026-06-02 10:00", user_id="id-rob"),
        event("id-right", "2026-06-02 10:05", user_id="id-rob", page="/2"),
        event("id-right", "2026-06-02 10:10", email_key="id-mail-rob"),
        event("id-right", "2026-06-02 10:10", email_key="id-mail-rob", page="/2"),
        event("id-first-device", "2026-06-01 08:00"),
        event("id-second-device", "2026-06-03 08:00"),
        event("id-first-device", "2026-06-07 09:00", user_id="id-hannah"),
        event("id-second-device", "2026-06-05 09:00", user_id="id-hannah"),
        event("id-late-login", "2026-06-01 10:00"),
        event("id-late-login", "2026-06-01 10:10", user_id="id-lou"),
        event("id-late-login", "2026-06-01 12:00"),
        event("id-late-login", "2026-06-01 14:00", user_id="id-liv"),
        event("id-late-login", "2026-06-01 14:10", user_id="id-lou"),
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
        person("id-click-lead", "2026-06-01 10:02", gclid="id-click"),
        person("id-forwarded-lead", "2026-06-03", gclid="id-forwarded"),
        *[person(f"id-test-click-{n}", "2026-06-05", gclid="TEST") for n in range(2)],
        person("id-buyer", "2026-06-05"),
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


def who(warehouse: Warehouse, identifier_type: str, identifier: str) -> str | None:
    found = warehouse.rows(
        "select person_id from marts.dim_identifiers where identifier_type = ? and identifier = ?",
        [identifier_type, identifier],
    )
    return found[0][0] if found else None


def why_cut(warehouse: Warehouse, identifier: str) -> list[tuple[Any, ...]]:
    return warehouse.rows(
        "select distinct cut_reason, rule, rule_reason from marts.identity_audit"
        " where identifier_a = ? or identifier_b = ? order by all",
        [identifier, identifier],
    )


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
    assert why_cut(warehouse, "id-desk") == [
        ("shared identifier", "identifier_types: phone_key, max_email_keys 1 < 3", None)
    ]


def test_a_role_mailbox_joins_nobody(warehouse: Warehouse) -> None:
    assert len({record(warehouse, f"id-info-{n:02}") for n in range(11)}) == 11


def test_a_placeholder_joins_nobody(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-null-0") != record(warehouse, "id-null-1")
    assert who(warehouse, "user_id", "id-uri") != who(warehouse, "user_id", "id-ute")
    assert who(warehouse, "cookie", "undefined") is None


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


def test_a_click_joins_the_record_that_names_it_with_the_cookie_it_was_made_on(
    warehouse: Warehouse,
) -> None:
    clicker = who(warehouse, "cookie", "id-clicker")
    assert record(warehouse, "id-click-lead") == clicker
    assert who(warehouse, "gclid", "id-click") == clicker
    assert who(warehouse, "gclid", "id-click-of-nobody") is None


def test_a_link_that_was_forwarded_with_its_click_id_joins_nobody(warehouse: Warehouse) -> None:
    lead = record(warehouse, "id-forwarded-lead")
    cookies = {who(warehouse, "cookie", f"id-forwarded-{n}") for n in (1, 2)}
    assert len({lead} | cookies) == 3
    assert why_cut(warehouse, "id-forwarded") == [
        ("shared identifier", "identifier_types: gclid, max_cookies 1 < 2", None)
    ]


def test_a_click_id_that_says_test_is_no_click(warehouse: Warehouse) -> None:
    assert record(warehouse, "id-test-click-0") != record(warehouse, "id-test-click-1")
    assert why_cut(warehouse, "TEST")[0][:2] == (
        "blocked identifier",
        "blocked_identifiers: gclid, TEST",
    )


def test_an_order_joins_its_mail_with_the_record_it_names(warehouse: Warehouse) -> None:
    assert who(warehouse, "email_key", "id-buyers-mail") == record(warehouse, "id-buyer")


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


def test_on_a_shared_device_a_session_belongs_to_who_logged_in_first_in_it(
    warehouse: Warehouse,
) -> None:
    """Before the log-in of a session it is the same visit; another session without one is not."""
    lou, liv = who(warehouse, "user_id", "id-lou"), who(warehouse, "user_id", "id-liv")
    device = who(warehouse, "cookie", "id-late-login")
    assert len({lou, liv, device}) == 3
    assert warehouse.rows(
        "select session_start_at::time::varchar, person_id from marts.fct_sessions"
        " where anonymous_id = 'id-late-login' order by 1"
    ) == [("10:00:00", lou), ("12:00:00", device), ("14:00:00", liv)]
