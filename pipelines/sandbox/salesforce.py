"""Salesforce as its REST API answers: client credentials, describe, query, queryAll, paging.

Forms follow the vendor's "REST API Developer Guide": errors are a list of `message` and
`errorCode`, pages are followed by `nextRecordsUrl` with a query locator, at most ten of which
stay open.
"""

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections import OrderedDict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.sandbox.salesforce_objects import KEY_PREFIXES, SObject, read_objects
from pipelines.sandbox.salesforce_soql import (
    Selection,
    SoqlError,
    parse,
    select,
    unknown_object,
)
from pipelines.sandbox.server_data import Company
from pipelines.sandbox.server_http import answer, endpoint, form_of
from pipelines.sandbox.server_tokens import Tokens

CLIENT_ID = "3MVG9HaldenInstrumentsSandbox"
CLIENT_SECRET = "sandbox-salesforce-secret"  # noqa: S105  the sandbox is open to this machine only
API_VERSION = "v66.0"
_OLDEST_VERSION = 31.0
_NEWEST_VERSION = 67.0
_BATCH = (200, 2000)
_OPEN_LOCATORS = 10
_ORG_ID = "00D5g000004HaLdEAK"


class SalesforceError(Exception):
    """An answer that is not 200: status, error code, message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Salesforce:
    """The org of the sample company."""

    def __init__(self, company: Company, tokens: Tokens, daily_requests: int) -> None:
        self.tokens = tokens
        self._company = company
        self._daily_requests = daily_requests
        self._used = 0
        self._lock = threading.Lock()
        self._locators: OrderedDict[str, list[str]] = OrderedDict()
        with company.cursor() as cursor:
            self._objects = read_objects(cursor)

    def routes(self) -> list[Route]:
        """The endpoints."""
        data = "/services/data/v{version}"
        gets = {
            "/services/data": self.versions,
            data: self.resources,
            f"{data}/limits": self.limits,
            f"{data}/sobjects": self.all_objects,
            f"{data}/sobjects/{{name}}/describe": self.describe,
            f"{data}/query": self.query,
            f"{data}/queryAll": self.query,
            f"{data}/query/{{locator}}": self.next_page,
        }
        routes = [
            Route(path + end, endpoint(self._guarded(call)))  # clients write `query/?q=` as well
            for path, call in gets.items()
            for end in ("", "/")
        ]
        token = Route("/services/oauth2/token", endpoint(self.token), methods=["POST"])
        return [token, *routes]

    def token(self, request: Request, body: bytes) -> Response:
        """`POST /services/oauth2/token`."""
        form = form_of(body)
        given_id, given_secret = _basic(request) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", "grant type not supported")
        if not hmac.compare_digest(given_id.encode(), CLIENT_ID.encode()):
            return _refused("invalid_client_id", "client identifier invalid")
        if not hmac.compare_digest(given_secret.encode(), CLIENT_SECRET.encode()):
            return _refused("invalid_client", "invalid client credentials")
        instance = f"{request.url.scheme}://{request.url.netloc}"
        token = self.tokens.issue()
        identity = f"{instance}/id/{_ORG_ID}/0055g00000HaLdEAAV"
        issued_at = str(int(time.time() * 1000))
        signed = hmac.new(CLIENT_SECRET.encode(), (identity + issued_at).encode(), hashlib.sha256)
        return answer(
            {
                "access_token": token,
                "signature": signed.hexdigest(),
                "scope": "api",
                "instance_url": instance,
                "id": identity,
                "token_type": "Bearer",
                "issued_at": issued_at,
            }
        )

    def versions(self, _request: Request, _body: bytes) -> Response:
        """`GET /services/data`."""
        listed = range(int(_OLDEST_VERSION), int(_NEWEST_VERSION) + 1)
        return answer(
            [
                {"label": f"v{n}", "url": f"/services/data/v{n}.0", "version": f"{n}.0"}
                for n in listed
            ]
        )

    def resources(self, request: Request, _body: bytes) -> Response:
        """`GET /services/data/vXX.X`."""
        base = f"/services/data/v{_version(request)}"
        return answer(
            {name: f"{base}/{name}" for name in ("sobjects", "query", "queryAll", "limits")}
        )

    def limits(self, _request: Request, _body: bytes) -> Response:
        """`GET /services/data/vXX.X/limits`."""
        left = max(0, self._daily_requests - self._used)
        return answer({"DailyApiRequests": {"Max": self._daily_requests, "Remaining": left}})

    def all_objects(self, request: Request, _body: bytes) -> Response:
        """`GET …/sobjects`."""
        listed = [found.summary(_version(request)) for found in self._objects.values()]
        return answer({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})

    def describe(self, request: Request, _body: bytes) -> Response:
        """`GET …/sobjects/<Object>/describe`."""
        sobject = self._objects.get(request.path_params["name"].lower())
        if sobject is None:
            raise SalesforceError(404, "NOT_FOUND", "The requested resource does not exist")
        return answer(sobject.description(_version(request)))

    def query(self, request: Request, _body: bytes) -> Response:
        """`GET …/query?q=` and `GET …/queryAll?q=` (deleted rows too)."""
        text = request.query_params.get("q")
        if not text:
            raise SalesforceError(400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null")
        with_deleted = request.url.path.rstrip("/").endswith("/queryAll")
        try:
            statement = parse(text)
            sobject = self._objects.get(statement.source.text.lower())
            if sobject is None:
                raise unknown_object(statement)
            selection = select(statement, sobject, with_deleted=with_deleted)
        except SoqlError as problem:
            raise SalesforceError(400, problem.code, problem.message) from problem
        if statement.counts:
            return answer({"totalSize": self._count(selection), "done": True, "records": []})
        records = self._records(sobject, selection, _version(request))
        size = _batch_size(request)
        locator = self._open(records) if len(records) > size else ""
        return _page(records, 0, size, locator, _version(request))

    def next_page(self, request: Request, _body: bytes) -> Response:
        """`GET …/query/<locator>-<offset>`."""
        wanted = re.fullmatch(r"(\w+)-(\d+)", request.path_params["locator"])
        with self._lock:
            records = self._locators.get(wanted[1]) if wanted else None
        if not wanted or records is None or int(wanted[2]) >= len(records):
            raise SalesforceError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return _page(records, int(wanted[2]), _batch_size(request), wanted[1], _version(request))

    def _guarded(self, call: Any) -> Any:
        def guarded(request: Request, body: bytes) -> Response:
            try:
                self._admit(request)
                response: Response = call(request, body)
            except SalesforceError as problem:
                response = answer(
                    [{"message": problem.message, "errorCode": problem.code}], problem.status
                )
            response.headers["Sforce-Limit-Info"] = f"api-usage={self._used}/{self._daily_requests}"
            return response

        return guarded

    def _admit(self, request: Request) -> None:
        if (
            request.url.path.rstrip("/") == "/services/data"
        ):  # the vendor tells its versions to anybody
            return
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme and scheme not in {"Bearer", "OAuth"}:
            raise SalesforceError(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
        if not self.tokens.use(token):
            raise SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if not _OLDEST_VERSION <= float(_version(request)) <= _NEWEST_VERSION:
            raise SalesforceError(404, "NOT_FOUND", "The requested resource does not exist")
        with self._lock:
            if self._used >= self._daily_requests:
                raise SalesforceError(
                    403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."
                )
            self._used += 1

    def _count(self, selection: Selection) -> int:
        with self._company.cursor() as cursor:
            sql = f"select count(*) {selection.clauses}"
            return int(cursor.execute(sql, selection.parameters).fetchall()[0][0])

    def _records(self, sobject: SObject, selection: Selection, version: str) -> list[str]:
        url = f"'/services/data/v{version}/sobjects/{sobject.name}/'"
        attributes = f"{{'type': '{sobject.name}', 'url': {url} || \"Id\"}}"
        columns = "".join(f", '{field.name}': {field.json_sql}" for field in selection.fields)
        sql = f"select to_json({{'attributes': {attributes}{columns}}}) {selection.clauses}"
        with self._company.cursor() as cursor:
            return [row[0] for row in cursor.execute(sql, selection.parameters).fetchall()]

    def _open(self, records: list[str]) -> str:
        locator = "0r8" + secrets.token_hex(6) + "AAA"
        with self._lock:
            self._locators[locator] = records
            while len(self._locators) > _OPEN_LOCATORS:
                self._locators.popitem(last=False)
        return locator


def _page(records: list[str], offset: int, size: int, locator: str, version: str) -> Response:
    ends = offset + size
    done = ends >= len(records)
    following = (
        "" if done else f'"nextRecordsUrl":"/services/data/v{version}/query/{locator}-{ends}",'
    )
    text = (
        f'{{"totalSize":{len(records)},"done":{json.dumps(done)},{following}'
        f'"records":[{",".join(records[offset:ends])}]}}'
    )
    return Response(text, media_type="application/json;charset=UTF-8")


def _batch_size(request: Request) -> int:
    asked = re.search(r"batchSize=(\d+)", request.headers.get("sforce-query-options", ""))
    smallest, largest = _BATCH
    return min(max(int(asked[1]), smallest), largest) if asked else largest


def _version(request: Request) -> str:
    version = str(request.path_params.get("version", ""))
    if not re.fullmatch(r"\d{2,3}\.0", version):
        raise SalesforceError(404, "NOT_FOUND", "The requested resource does not exist")
    return version


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return "", ""
    return name, secret


def _refused(error: str, description: str) -> Response:
    return answer({"error": error, "error_description": description}, 400)


__all__ = ["API_VERSION", "CLIENT_ID", "CLIENT_SECRET", "KEY_PREFIXES", "Salesforce"]
