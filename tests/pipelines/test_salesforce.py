"""Salesforce lands whole, again only what changed, and nothing twice."""

from pathlib import Path

import pytest

from pipelines.runner import LandError
from pipelines.sandbox.server import Sandbox
from pipelines.sources.salesforce.objects import OBJECTS
from tests.pipelines.connected import (
    Landings,
    Room,
    company,
    landings,
    room,
    running,
    sandbox,
    truth,
)

__all__ = ["company", "landings", "room", "running", "sandbox"]


@pytest.fixture
def landed(sandbox: Sandbox, landings: Landings, tmp_path: Path) -> Room:
    return landings.first_of("salesforce", tmp_path / "landed")


COUNT_ALL = " union all ".join(
    f"select '{one.table}', count(*), count(distinct id) from raw_salesforce.{one.table}"
    for one in OBJECTS.values()
)


def test_every_object_lands_with_deleted_rows_and_a_second_run_doubles_nothing(
    sandbox: Sandbox, company: Path, landed: Room
) -> None:
    first = landed.ask(COUNT_ALL)
    kept = dict(landed.ask("select resource, count(*) from raw_salesforce.quarantine group by all"))
    for name, resource in OBJECTS.items():
        [[theirs]] = truth(company, f'select count(*) from salesforce."{name}"')
        [ours] = [count for table, count, _ in first if table == resource.table]
        assert ours + kept.get(resource.table, 0) == theirs
    deleted = 'select count(*) from salesforce."Lead" where "IsDeleted"'
    assert (
        landed.one("select count(*) from raw_salesforce.lead where is_deleted")
        == (truth(company, deleted)[0][0])
    )

    again = landed.land("salesforce")
    assert landed.ask(COUNT_ALL) == first
    assert again.read < sum(count for _, count, _ in first) / 2
    assert all(count == keys for _, count, keys in first)


def test_what_changed_takes_the_place_of_what_was(sandbox: Sandbox, landed: Room) -> None:
    lead = landed.one("select min(id) from raw_salesforce.lead where not is_deleted")
    before = landed.one("select count(*) from raw_salesforce.lead")
    stamp = {"SystemModstamp": "2026-10-02 08:00:00"}
    sandbox.control.edit(
        "salesforce.Lead", {"Id": lead}, {"Status": "Brand new", "IsDeleted": True, **stamp}
    )
    result = landed.land("salesforce")
    [row] = landed.ask(f"select status, is_deleted from raw_salesforce.lead where id = '{lead}'")
    assert row == ("Brand new", True)
    assert landed.one("select count(*) from raw_salesforce.lead") == before
    assert result.tables["lead"] < before


def test_an_hour_of_overlap_is_read_again_and_no_more(sandbox: Sandbox, landed: Room) -> None:
    newest = landed.one("select max(system_modstamp) from raw_salesforce.opportunity")
    landed.land("salesforce")
    asked = [seen["query"] for seen in sandbox.control.requests("FROM Opportunity ")][-1]
    since = asked.split("SystemModstamp >= ")[1].split()[0]
    assert since == f"{newest.replace(hour=newest.hour - 1):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
    assert asked.endswith("ORDER BY SystemModstamp, Id")


def test_a_stamp_ahead_of_the_clock_does_not_hide_later_changes(
    sandbox: Sandbox, landed: Room
) -> None:
    user = landed.one("select min(id) from raw_salesforce.user")
    sandbox.control.edit("salesforce.User", {"Id": user}, {"SystemModstamp": "2099-01-01 00:00:00"})
    landed.land("salesforce")
    landed.land("salesforce")
    asked = [seen["query"] for seen in sandbox.control.requests("FROM User ")][-1]
    assert "SystemModstamp >= 2099" not in asked


def test_no_identifier_of_a_person_is_in_the_clear(sandbox: Sandbox, landed: Room) -> None:
    columns = {
        name for [name] in landed.ask("select column_name from (describe raw_salesforce.lead)")
    }
    assert {"email_key", "email_domain", "phone_key", "phone_country", "last_name_key"} <= columns
    assert not {"email", "phone", "first_name", "last_name", "mobile_phone"} & columns
    canary = "select count(*) from raw_salesforce.lead where description like '%[email]%'"
    assert landed.one(canary) > 0
    shown = "select count(*) from raw_salesforce.lead where lead::varchar ilike '%canary.person%'"
    assert landed.one(shown) == 0


def test_the_orgs_own_field_names_fill_our_columns(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "SOURCES__SALESFORCE__CUSTOM_FIELDS", '{"LeadSource": "Self_Reported_Source__c"}'
    )
    room.land("salesforce")
    asked = [seen["query"] for seen in sandbox.control.requests("FROM Lead ")][-1]
    assert "Self_Reported_Source__c" not in asked
    wrong = "self_reported_source_c is distinct from lead_source"
    assert room.one(f"select count(*) from raw_salesforce.lead where {wrong}") == 0


def test_a_custom_field_of_no_column_is_refused(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__SALESFORCE__CUSTOM_FIELDS", '{"Score__c": "Lead_Score__c"}')
    with pytest.raises(LandError, match="Lead_Score__c is no column"):
        room.land("salesforce")


def test_start_date_limits_the_first_run(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__SALESFORCE__START_DATE", "2026-09-01")
    room.land("salesforce")
    earliest = room.one("select min(system_modstamp)::date::varchar from raw_salesforce.lead")
    assert earliest >= "2026-09-01"


def test_wrong_credentials_end_in_one_sentence_without_them(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__SALESFORCE__CLIENT_SECRET", "not-the-secret-at-all")
    with pytest.raises(LandError) as caught:
        room.land("salesforce")
    said = str(caught.value)
    assert "refused to sign in" in said
    assert "client_secret under [sources.salesforce]" in said
    assert "not-the-secret-at-all" not in said
    assert "\n" not in said


def test_missing_settings_name_themselves(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCES__SALESFORCE__LOGIN_URL", "")
    with pytest.raises(LandError, match="SOURCES__SALESFORCE__LOGIN_URL"):
        room.land("salesforce")
