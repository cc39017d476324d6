"""What several people use joins none of them: kiosks, switchboards, role mailboxes, links."""

from typing import Any

from tests.scenarios.identity_rows import record, who, why_cut
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
        event("id-two-mails", "2026-06-01 10:00", email_key="id-work-mail", user_id="id-wes"),
        event("id-two-mails", "2026-06-01 10:05", email_key="id-home-mail", user_id="id-wes"),
        event("id-couple", "2026-06-01 10:00", email_key="id-her-mail"),
        event("id-couple", "2026-06-01 20:00", email_key="id-his-mail", page="/his"),
        event("undefined", "2026-06-01 10:00", user_id="id-uri"),
        event("undefined", "2026-06-01 10:00", user_id="id-ute"),
        event("id-forwarded-1", "2026-06-01 10:00", gclid="id-forwarded"),
        event("id-forwarded-2", "2026-06-02 10:00", gclid="id-forwarded"),
        event("id-late-login", "2026-06-01 10:00"),
        event("id-late-login", "2026-06-01 10:10", user_id="id-lou"),
        event("id-late-login", "2026-06-01 12:00"),
        event("id-late-login", "2026-06-01 14:00", user_id="id-liv"),
        event("id-late-login", "2026-06-01 14:10", user_id="id-lou"),
        event("id-null-login", "2026-06-01 10:00", user_id="Undefined", email_key="id-no-mail"),
        event("id-null-login", "2026-06-01 10:10", user_id="id-lee", email_key="id-lees-mail"),
    ],
    "people": [
        *[
            person(f"id-desk-{n}", "2026-06-05", email_key=f"id-desk-{n}", phone_key="id-desk")
            for n in range(3)
        ],
        *[person(f"id-info-{n:02}", "2026-06-05", email_key="id-info") for n in range(11)],
        *[person(f"id-null-{n}", "2026-06-05", anonymous_id="null") for n in range(2)],
        person("id-forwarded-lead", "2026-06-03", gclid="id-forwarded"),
        *[person(f"id-test-click-{n}", "2026-06-05", gclid="TEST") for n in range(2)],
    ],
}


RULES = {"blocked_identifiers": [{"identifier_type": "email_key", "identifier": "id-no-mail"}]}


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


def test_a_log_in_of_nobody_hides_none_of_somebody(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select user_id, email_key from intermediate.int_session_logins"
        " inner join intermediate.int_visitors using (visitor_key)"
        " where anonymous_id = 'id-null-login'"
    ) == [("id-lee", "id-lees-mail")]
