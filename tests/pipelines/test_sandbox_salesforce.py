"""Salesforce as the sandbox plays it, over HTTP, and to the vendor's own client over TLS."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce, SFType
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from pipelines.sandbox.salesforce import CLIENT_ID, CLIENT_SECRET
from pipelines.sandbox.server import Sandbox
from tests.pipelines.sandbox_clients import CREDENTIALS, Http, Org
from tests.pipelines.sandbox_small_company import DELETED, LEADS, build_small_company

MY_DOMAIN = "https://halden-instruments.my.salesforce.com"
LIVE = LEADS - DELETED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_company(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def sandbox(folder: Path) -> Iterator[Sandbox]:
    with Sandbox.start(folder) as running:
        yield running


@pytest.fixture(scope="module")
def org(sandbox: Sandbox) -> Org:
    return Org(sandbox)


def test_client_credentials_give_a_token_by_form_and_by_basic_auth(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/services/oauth2/token"
    form = {"grant_type": "client_credentials"}
    for answer in (
        Http().post(url, CREDENTIALS),
        Http().post(url, form, auth=(CLIENT_ID, CLIENT_SECRET)),
    ):
        assert answer.status_code == 200
        token = answer.json()
        assert token["instance_url"] == sandbox.url
        assert answer.text.count('"token_type":"Bearer"') == 1
        assert token["issued_at"].isdigit()


@pytest.mark.parametrize(
    ("changed", "error", "description"),
    [
        ({"client_secret": "no"}, "invalid_client", "invalid client credentials"),
        ({"client_id": "no"}, "invalid_client_id", "client identifier invalid"),
        ({"grant_type": "password"}, "unsupported_grant_type", "grant type not supported"),
    ],
)
def test_wrong_credentials_are_refused_in_the_vendors_words(
    sandbox: Sandbox, changed: dict[str, str], error: str, description: str
) -> None:
    answer = Http().post(f"{sandbox.url}/services/oauth2/token", {**CREDENTIALS, **changed})
    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}


def test_an_expired_token_says_session_expired(folder: Path) -> None:
    with Sandbox.start(folder, token_requests=2) as sandbox:
        org = Org(sandbox)
        assert [org.get("limits").status_code for _ in range(3)] == [200, 200, 401]
        [problem] = org.get("limits").json()
        assert problem["errorCode"] == "INVALID_SESSION_ID"
        assert problem["message"] == "Session expired or invalid"
        org.sign_in()
        assert org.get("limits").status_code == 200
    with Sandbox.start(folder, token_seconds=0) as sandbox:
        assert Org(sandbox).get("limits").status_code == 401


def test_no_token_opens_nothing(sandbox: Sandbox) -> None:
    answer = Http().get(f"{sandbox.url}/services/data/v66.0/query?q=SELECT+Id+FROM+Lead")
    assert answer.status_code == 401
    assert answer.json()[0]["errorCode"] == "INVALID_SESSION_ID"


def test_the_daily_limit_ends_in_request_limit_exceeded(folder: Path) -> None:
    with Sandbox.start(folder, daily_requests=1) as sandbox:
        org = Org(sandbox)
        assert org.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/1"
        answer = org.get("limits")
        assert answer.status_code == 403
        assert answer.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"


def test_a_record_comes_in_the_vendors_form(org: Org) -> None:
    fields = "Id, IsDeleted, company, Email, AnnualRevenue, ConvertedDate, SystemModstamp"
    [record] = org.rows(f"SELECT {fields} FROM Lead WHERE Company = 'Company 3'")
    assert record == {
        "attributes": {
            "type": "Lead",
            "url": "/services/data/v66.0/sobjects/Lead/00Q000000000003AAA",
        },
        "Id": "00Q000000000003AAA",
        "IsDeleted": False,
        "Company": "Company 3",
        "Email": "person3@company.example",
        "AnnualRevenue": 30.75,
        "ConvertedDate": "2026-06-04",
        "SystemModstamp": "2026-06-01T00:03:00.000+0000",
    }
    assert org.rows("SELECT Email FROM Lead WHERE Company = 'Company 1'")[0]["Email"] is None


def test_pages_follow_each_other_until_done_and_hold_every_row_once(org: Org) -> None:
    answer = org.get("query", q="SELECT Id FROM Lead").json()
    sizes, seen = [], []
    while True:
        assert answer["totalSize"] == LIVE
        sizes.append(len(answer["records"]))
        seen += [record["Id"] for record in answer["records"]]
        if answer["done"]:
            break
        assert answer["nextRecordsUrl"].startswith("/services/data/v66.0/query/")
        answer = org.session.get(org.url + answer["nextRecordsUrl"]).json()
    assert sizes == [2000, 2000, LIVE - 4000]
    assert len(set(seen)) == LIVE
    assert "nextRecordsUrl" not in answer


@pytest.mark.parametrize(("asked", "given"), [("batchSize=500", 500), ("batchSize=7", 200)])
def test_the_batch_size_asked_for_is_kept_within_the_vendors_limits(
    org: Org, asked: str, given: int
) -> None:
    url = f"{org.url}/services/data/v66.0/query"
    query, header = {"q": "SELECT Id FROM Lead"}, {"Sforce-Query-Options": asked}
    assert len(org.session.get(url, params=query, headers=header).json()["records"]) == given


def test_query_all_brings_deleted_rows_too(org: Org) -> None:
    assert org.get("query", q="SELECT COUNT() FROM Lead").json()["totalSize"] == LIVE
    assert org.get("queryAll", q="SELECT COUNT() FROM Lead").json()["totalSize"] == LEADS


def test_an_unknown_locator_is_an_invalid_query_locator(org: Org) -> None:
    for locator in ("0r8123456789AAA-2000", "nonsense"):
        answer = org.get(f"query/{locator}")
        assert answer.status_code == 400
        assert answer.json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_only_the_ten_newest_locators_stay_open(org: Org) -> None:
    pages = [org.get("query", q="SELECT Id FROM Lead").json()["nextRecordsUrl"] for _ in range(11)]
    assert org.session.get(org.url + pages[0]).status_code == 400
    assert org.session.get(org.url + pages[-1]).status_code == 200


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("SystemModstamp >= 2026-06-01T00:05:00Z AND SystemModstamp < 2026-06-01T00:08:00Z", 3),
        ("SystemModstamp <= 2026-06-01T02:05:00.000+0200", 5),
        ("ConvertedDate = 2026-06-04", 1 + LIVE // 120),
        ("Company IN ('Company 1', 'company 2', 'none')", 2),
        ("company = 'COMPANY 2'", 1),
        ("Company LIKE 'company 11_'", 10),
        ("Company = 'O\\'Brien \\\\ Söhne'", 1),
        ("Email = null", 1),
        ("Email != null", LIVE - 1),
        ("IsConverted = true AND NumberOfEmployees > 497", 6),
        ("(Company = 'Company 1' OR Company = 'Company 2') AND Status = 'Open'", 1),
        ("NOT (NumberOfEmployees > 10)", 90),
        ("GA_Client_ID__c LIKE '%77'", 1),
    ],
)
def test_conditions_mean_what_the_vendor_says(org: Org, where: str, expected: int) -> None:
    assert org.count(where) == expected


def test_unequal_and_not_in_keep_nulls_as_the_vendor_does(org: Org) -> None:
    opened = org.count("Status = 'Open'")
    assert org.count("Status != 'Open'") == LIVE - opened
    assert org.count("Status NOT IN ('Open', 'Working')") == org.count("Status = null") > 0


def test_rows_come_ordered_and_limited(org: Org) -> None:
    found = org.rows("SELECT Company FROM Lead ORDER BY SystemModstamp DESC, Id LIMIT 2 OFFSET 1")
    assert [row["Company"] for row in found] == ["Company 4498", "Company 4497"]
    assert org.rows("SELECT Status FROM Lead ORDER BY Status LIMIT 1")[0]["Status"] is None
    last = org.rows("SELECT Status FROM Lead ORDER BY Status NULLS LAST LIMIT 1")
    assert last[0]["Status"] == "Open"


@pytest.mark.parametrize(
    ("soql", "code", "says"),
    [
        ("SELECT Id FORM Lead", "MALFORMED_QUERY", "unexpected token: FORM"),
        ("SELECT Id FROM Lead WHERE", "MALFORMED_QUERY", "unexpected token: <EOF>"),
        ("SELECT Id FROM Lead WHERE Id='1' AND Id='2' OR Id='3'", "MALFORMED_QUERY", "OR"),
        ("SELECT Id FROM Lead; DROP TABLE Lead", "MALFORMED_QUERY", "unexpected token: ;"),
        ("SELECT Id FROM Lead WHERE SystemModstamp > 2026-13-01T00:00:00Z", "MALFORMED_QUERY", ""),
        ("SELECT Nope FROM Lead", "INVALID_FIELD", "No such column 'Nope' on entity 'Lead'"),
        ("SELECT Id FROM Lead WHERE Nope__c = 1", "INVALID_FIELD", "ERROR at Row:1:Column:27"),
        ("SELECT Account.Name FROM Lead", "INVALID_FIELD", "relationship 'Account'"),
        ("SELECT Id FROM Leads", "INVALID_TYPE", "sObject type 'Leads' is not supported"),
        (
            "SELECT Id FROM Lead WHERE SystemModstamp > '2026-06-01T00:00:00Z'",
            "INVALID_FIELD",
            "must be of type datetime and should not be enclosed in quotes",
        ),
    ],
)
def test_a_wrong_query_is_refused_with_the_place(org: Org, soql: str, code: str, says: str) -> None:
    status, given, message = org.refused(soql)
    assert (status, given) == (400, code)
    assert says in message


def test_an_unknown_object_has_no_description(org: Org) -> None:
    answer = org.get("sobjects/Nope/describe")
    assert answer.status_code == 404
    assert answer.json()[0]["errorCode"] == "NOT_FOUND"


class _MyDomain(HTTPAdapter):
    """Reaches the org's domain at the sandbox's address, as its DNS entry would.

    The certificate is still checked for the domain's name.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        name = MY_DOMAIN.removeprefix("https://")
        super().__init__()
        self.init_poolmanager(1, 1, server_hostname=name, assert_hostname=name)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.headers["Host"] = MY_DOMAIN.removeprefix("https://")
        request.url = request.url.replace(MY_DOMAIN, self._url)
        return super().send(request, *args, **kwargs)


@pytest.fixture(scope="module")
def client_session(folder: Path) -> Iterator[Http]:
    with Sandbox.start(folder, tls=True) as sandbox, Http() as session:
        session.verify = str(sandbox.certificate)
        session.mount(MY_DOMAIN, _MyDomain(sandbox.url))
        yield session


def test_the_vendors_own_client_reads_the_org(client_session: Http) -> None:
    client = Salesforce(
        consumer_key=CLIENT_ID,
        consumer_secret=CLIENT_SECRET,
        domain="halden-instruments.my",
        session=client_session,
        version="66.0",
    )
    assert len(client.query_all("SELECT Id, Email FROM Lead")["records"]) == LIVE
    everything = client.query_all("SELECT Id, IsDeleted FROM Lead", include_deleted=True)
    assert sum(record["IsDeleted"] for record in everything["records"]) == DELETED
    assert sum(1 for _ in client.query_all_iter("SELECT Id FROM Lead")) == LIVE
    described = cast("SFType", client.Lead).describe()
    assert described is not None
    fields = {field["name"]: field["type"] for field in described["fields"]}
    assert fields["Id"] == "id"
    assert fields["Email"] == "email"
    assert fields["SystemModstamp"] == "datetime"
    assert fields["AnnualRevenue"] == "currency"
    assert fields["GA_Client_ID__c"] == "string"
    org = client.describe()
    assert org is not None
    assert {found["name"] for found in org["sobjects"]} == {"Lead", "User"}


def test_the_vendors_own_client_is_told_of_wrong_credentials(
    client_session: Http,
) -> None:
    with pytest.raises(SalesforceAuthenticationFailed, match="invalid client credentials"):
        Salesforce(
            consumer_key=CLIENT_ID,
            consumer_secret=CLIENT_ID,
            domain="halden-instruments.my",
            session=client_session,
        )


def test_a_client_that_does_not_trust_the_certificate_is_stopped(folder: Path) -> None:
    with Sandbox.start(folder, tls=True) as sandbox:
        assert sandbox.url.startswith("https://127.0.0.1:")
        with pytest.raises(requests.exceptions.SSLError):
            Http().get(f"{sandbox.url}/services/data")
        trusted = Http().get(f"{sandbox.url}/services/data", verify=str(sandbox.certificate))
        assert trusted.status_code == 200
