"""Connectors in ten lines, to ask the sandbox what a connector asks."""

from typing import Any

import requests

from pipelines.sandbox import google_ads, salesforce
from pipelines.sandbox.server import Sandbox
from tests.pipelines.sandbox_small_company import EUR_ACCOUNT, MANAGER

GRANT = {
    "grant_type": "refresh_token",
    "client_id": google_ads.CLIENT_ID,
    "client_secret": google_ads.CLIENT_SECRET,
    "refresh_token": google_ads.REFRESH_TOKEN,
}
CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": salesforce.CLIENT_ID,
    "client_secret": salesforce.CLIENT_SECRET,
}


class Http(requests.Session):
    """A session that never waits for ever, and trusts nothing the machine's settings add."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # REQUESTS_CA_BUNDLE would go before our own certificate

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{"timeout": 30, **kwargs})


class Org:
    """A client of the CRM."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self.session = Http()
        self.sign_in()

    def sign_in(self) -> None:
        token = self.session.post(f"{self.url}/services/oauth2/token", CREDENTIALS).json()
        self.session.headers["Authorization"] = "Bearer " + token["access_token"]

    def get(self, path: str, **params: str) -> requests.Response:
        return self.session.get(f"{self.url}/services/data/v66.0/{path}", params=params)

    def rows(self, soql: str) -> list[dict[str, Any]]:
        answer = self.get("query", q=soql)
        assert answer.status_code == 200, answer.text
        records: list[dict[str, Any]] = answer.json()["records"]
        return records

    def count(self, where: str) -> int:
        answer = self.get("query", q=f"SELECT COUNT() FROM Lead WHERE {where}")
        assert answer.status_code == 200, answer.text
        return int(answer.json()["totalSize"])

    def refused(self, soql: str) -> tuple[int, str, str]:
        answer = self.get("query", q=soql)
        [problem] = answer.json()
        return answer.status_code, problem["errorCode"], problem["message"]


class Ads:
    """A client of the ad accounts."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self.session = Http()
        token = self.session.post(f"{self.url}/token", GRANT).json()["access_token"]
        self.headers = {
            "Authorization": f"Bearer {token}",
            "developer-token": google_ads.DEVELOPER_TOKEN,
            "login-customer-id": str(MANAGER),
        }

    def ask(
        self, gaql: str, customer: object = EUR_ACCOUNT, version: str = "v25", **headers: str | None
    ) -> requests.Response:
        sent = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        return self.session.post(
            f"{self.url}/{version}/customers/{customer}/googleAds:searchStream",
            json={"query": gaql},
            headers=sent,  # a header that is None is not sent
        )

    def rows(self, gaql: str, customer: int = EUR_ACCOUNT) -> list[dict[str, Any]]:
        answer = self.ask(gaql, customer)
        assert answer.status_code == 200, answer.text
        return [row for chunk in answer.json() for row in chunk.get("results", [])]

    def refused(self, *args: Any, **kwargs: Any) -> tuple[int, str, str, str]:
        """HTTP status, kind of error, code, message; the envelope is checked on the way."""
        answer = self.ask(*args, **kwargs)
        [chunk] = answer.json()
        error = chunk["error"]
        assert error["code"] == answer.status_code
        [detail] = error["details"]
        assert detail["@type"].endswith(".errors.GoogleAdsFailure")
        assert detail["requestId"]
        [problem] = detail["errors"]
        [(kind, code)] = problem["errorCode"].items()
        return answer.status_code, kind, code, problem["message"]
