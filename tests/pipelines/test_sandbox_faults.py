"""Bad days of a vendor, on demand, over HTTP."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from pipelines.sandbox.server import Sandbox
from pipelines.sandbox.server_control import Control, ControlError
from tests.pipelines.sandbox_clients import Ads, Org
from tests.pipelines.sandbox_small_company import LAST_DAY, build_small_company

LEADS = "SELECT Id FROM Lead"
COST = "SELECT campaign.id, segments.date, metrics.cost_micros, metrics.conversions FROM campaign"
ADS = "SELECT ad_group_ad.ad.id, campaign.id, segments.date, metrics.cost_micros FROM ad_group_ad"
WHOLE = f"segments.date BETWEEN '2026-06-01' AND '{LAST_DAY}'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_company(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Sandbox]:
    with Sandbox.start(folder, faults=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.control.clear()


def test_the_next_n_matching_requests_meet_the_fault_and_no_others(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    sandbox.control.fault("status", "FROM Lead", status=503, times=2, skip=1)
    asked = [org.get("query", q=LEADS).status_code for _ in range(4)]
    assert asked == [200, 503, 503, 200]
    sandbox.control.fault("status", "FROM Lead", status=503)
    assert org.get("query", q="SELECT Id FROM User").status_code == 200
    assert [fault["times"] for fault in sandbox.control.armed()] == [0, 1]


def test_too_many_requests_name_the_wait_in_seconds_or_as_a_date(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    sandbox.control.fault("status", "/query", status=429, retry_after=2)
    answer = org.get("query", q=LEADS)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "2"
    assert answer.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    sandbox.control.fault("status", "/query", status=429, retry_after=60, as_date=True)
    until = parsedate_to_datetime(org.get("query", q=LEADS).headers["Retry-After"])
    assert 50 < (until - datetime.now(UTC)).total_seconds() <= 60
    sandbox.control.fault("status", "/query", status=429)
    assert "Retry-After" not in org.get("query", q=LEADS).headers


def test_google_words_its_own_errors(sandbox: Sandbox) -> None:
    ads = Ads(sandbox)
    sandbox.control.fault("status", "searchStream", status=503)
    [chunk] = ads.ask("SELECT campaign.id FROM campaign").json()
    assert chunk["error"]["status"] == "UNAVAILABLE"


def test_a_truncated_answer_breaks_off(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    sandbox.control.fault("truncated", "/query")
    with pytest.raises(requests.exceptions.RequestException):
        org.get("query", q=LEADS)
    assert org.get("query", q=LEADS).status_code == 200


def test_html_and_an_error_can_come_with_status_200(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    sandbox.control.fault("html", "/query")
    answer = org.get("query", q=LEADS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<html>" in answer.text
    sandbox.control.fault("error_in_200", "/query")
    assert org.get("query", q=LEADS).json() == {"error": "temporarily_unavailable"}


def test_a_token_that_ends_between_two_pages_needs_a_new_sign_in(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    following = org.get("query", q=LEADS).json()["nextRecordsUrl"]
    sandbox.control.fault("expired_token", "/query/")
    assert org.session.get(org.url + following).status_code == 401
    org.sign_in()
    assert len(org.session.get(org.url + following).json()["records"]) == 2000


def test_an_endless_page_names_itself_as_the_next(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    following = org.get("query", q=LEADS).json()["nextRecordsUrl"]
    sandbox.control.fault("same_page", "/query/", times=None)
    pages = [org.session.get(org.url + following).json() for _ in range(3)]
    assert {page["nextRecordsUrl"] for page in pages} == {following}
    assert not any(page["done"] for page in pages)


def test_a_slow_answer_comes_late(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    sandbox.control.fault("slow", "/limits", seconds=0.3)
    began = time.monotonic()
    assert org.get("limits").status_code == 200
    assert time.monotonic() - began >= 0.3


def test_requests_are_listed_without_secrets(sandbox: Sandbox) -> None:
    org = Org(sandbox)
    org.get("query", q="SELECT Name FROM User")
    seen = sandbox.control.requests("FROM User")[-1]
    assert (seen["method"], seen["path"]) == ("GET", "/services/data/v66.0/query")
    assert (seen["query"], seen["status"]) == ("q=SELECT Name FROM User", 200)
    assert "sandbox-salesforce-secret" not in json.dumps(sandbox.control.requests())


def test_an_unknown_fault_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="There is no fault 'flood'"):
        sandbox.control.fault("flood")  # type: ignore[arg-type]


def test_without_faults_there_is_no_control(folder: Path) -> None:
    with Sandbox.start(folder) as sandbox, pytest.raises(ControlError, match="faults=True"):
        sandbox.control.clear()


def test_the_last_days_are_restated_and_earlier_ones_are_not(folder: Path) -> None:
    with Sandbox.start(folder, faults=True) as sandbox:
        before, after, ads = _restated(sandbox, days=3, factor=1.5)
    changed = {day for day, cost in after.items() if cost != before[day]}
    assert changed == {"2026-09-26", "2026-09-27", "2026-09-28"}
    # two ads of 1,000,001 each: halves round away from zero, as does the campaign's rest of 7
    assert ads["2026-09-28"] == 2 * 1500002
    assert after["2026-09-28"] == (2 * 1500002 + 11) + round(2000009 * 1.5 + 0.1)
    with Sandbox.start(folder) as sandbox:
        assert _cost_by_day(Ads(sandbox), COST) == before  # the company itself never changes


def test_rows_can_vanish_in_a_restatement(folder: Path) -> None:
    with Sandbox.start(folder, faults=True) as sandbox:
        sandbox.control.restate(days=1, factor=1.0, without_ads=("42",))
        rows = Ads(sandbox).rows(f"{ADS} WHERE {WHOLE}")
    last = [row for row in rows if row["segments"]["date"] == LAST_DAY]
    assert len(rows) == 239
    assert [row["adGroupAd"]["ad"]["id"] for row in last] == ["43"]


def test_an_edited_record_is_found_by_its_new_stamp(folder: Path) -> None:
    with Sandbox.start(folder, faults=True) as sandbox:
        values = {"Status": "Qualified", "SystemModstamp": "2026-09-30 10:00:00"}
        keys = {"Id": "00Q000000000003AAA"}
        assert sandbox.control.edit("salesforce.Lead", keys, values) == 1
        where = "SystemModstamp > 2026-09-01T00:00:00Z"
        [record] = Org(sandbox).rows(f"SELECT Status, SystemModstamp FROM Lead WHERE {where}")
        with pytest.raises(ControlError, match=r"There is no table salesforce\.Nope"):
            sandbox.control.edit("salesforce.Nope", keys, values)
    assert record["Status"] == "Qualified"
    assert record["SystemModstamp"] == "2026-09-30T10:00:00.000+0000"


def _restated(
    sandbox: Sandbox, *, days: int, factor: float
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    client, control = Ads(sandbox), Control(sandbox.url)
    before = _cost_by_day(client, COST)
    control.restate(days, factor)
    return before, _cost_by_day(client, COST), _cost_by_day(client, ADS)


def _cost_by_day(client: Ads, gaql: str) -> dict[str, int]:
    costs: dict[str, int] = {}
    for row in client.rows(f"{gaql} WHERE {WHOLE}"):
        day = row["segments"]["date"]
        costs[day] = costs.get(day, 0) + int(row["metrics"]["costMicros"])
    return costs
