"""Salesforce's bad days: what passes is waited for, what does not ends in one sentence."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import settings
from pipelines.errors import SourceError
from pipelines.sandbox.server import Sandbox
from pipelines.sources.salesforce import Org
from pipelines.sources.salesforce.objects import OBJECTS
from tests.pipelines.connected import connect
from tests.pipelines.sandbox_small_company import LEADS, build_small_company

LEAD = OBJECTS["Lead"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder: Path = build_small_company(tmp_path_factory.mktemp("leads"))
    with Sandbox.start(folder, faults=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    connect(running, monkeypatch)
    yield running
    running.control.clear()


def leads() -> int:
    org = Org(settings.salesforce(), {})
    return len({record["Id"] for record in org.records("Lead", LEAD)})


def test_all_pages_are_followed(sandbox: Sandbox) -> None:
    assert leads() == LEADS


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_the_pause_the_vendor_asks_for_is_kept(sandbox: Sandbox, as_date: bool) -> None:
    sandbox.control.fault("status", "/query/", status=429, retry_after=2, as_date=as_date, times=1)
    started = time.monotonic()
    assert leads() == LEADS
    # An HTTP date has whole seconds only: up to one of the two is lost in writing it.
    assert time.monotonic() - started > 0.9


@pytest.mark.parametrize(
    ("kind", "status"), [("status", 500), ("status", 503), ("status", 429), ("truncated", 200)]
)
def test_what_passes_is_asked_again(sandbox: Sandbox, kind: str, status: int) -> None:
    for skip in (0, 1):
        sandbox.control.fault(kind, "/query/", status=status, skip=skip, times=1)  # type: ignore[arg-type]
    assert leads() == LEADS


def test_attempts_are_bounded(sandbox: Sandbox) -> None:
    before = len(sandbox.control.requests("/query/"))
    sandbox.control.fault("status", "/query/", status=500, times=None)
    with pytest.raises(SourceError, match=r"Salesforce answered .* with 500 UNKNOWN_EXCEPTION"):
        leads()
    assert len(sandbox.control.requests("/query/")) - before == 3


def test_an_expired_token_is_renewed_and_the_page_continued(sandbox: Sandbox) -> None:
    before = len(sandbox.control.requests("oauth2/token"))
    sandbox.control.fault("expired_token", "/query/", times=1)
    assert leads() == LEADS
    assert len(sandbox.control.requests("oauth2/token")) - before == 2


def test_a_renewed_token_that_is_refused_too_ends_the_run(sandbox: Sandbox) -> None:
    sandbox.control.fault("expired_token", "/query/", times=None)
    sandbox.control.fault("status", "/query/", status=401, times=None)
    with pytest.raises(SourceError, match="401"):
        leads()


def test_a_web_page_with_status_200_is_no_data(sandbox: Sandbox) -> None:
    sandbox.control.fault("html", "/query/", times=1)
    with pytest.raises(SourceError, match="with text/html instead of JSON"):
        leads()


def test_an_error_with_status_200_is_no_data(sandbox: Sandbox) -> None:
    sandbox.control.fault("error_in_200", "/query/", times=1)
    with pytest.raises(SourceError, match="status 200 and an error: temporarily_unavailable"):
        leads()


def test_the_same_page_for_ever_comes_to_an_end(sandbox: Sandbox) -> None:
    sandbox.control.fault("same_page", "/query/", times=None)
    with pytest.raises(SourceError, match="does not come to an end"):
        leads()


def test_a_vendor_that_does_not_answer_is_not_waited_for_without_end(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME__REQUEST_TIMEOUT", "0.3")
    sandbox.control.fault("slow", "/query/", seconds=2, times=1)
    assert leads() == LEADS


def test_nobody_at_the_address_is_said_in_one_sentence(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__SALESFORCE__LOGIN_URL", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:9 cannot be reached"):
        leads()


def test_an_object_out_of_sight_is_named(sandbox: Sandbox) -> None:
    org = Org(settings.salesforce(), {})
    with pytest.raises(SourceError, match="sobjects/CampaignMember/describe with 404 NOT_FOUND"):
        list(org.records("CampaignMember", OBJECTS["CampaignMember"]))


def test_a_field_the_org_lacks_is_not_asked_for(sandbox: Sandbox) -> None:
    leads()
    asked = [seen["query"] for seen in sandbox.control.requests("FROM Lead")][-1]
    assert "GA_Client_ID__c" in asked
    assert "Rating" not in asked
