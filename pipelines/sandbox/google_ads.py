"""Google Ads as its REST API answers: refresh tokens, `searchStream`, failures.

Errors are a `GoogleAdsFailure` inside `error.details`. `searchStream` answers with an array,
also when it fails; 64-bit integers are text; what is not set is left out.
"""

import hmac
import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.sandbox.google_ads_fields import Catalogue
from pipelines.sandbox.google_ads_gaql import GaqlError, Query, parse
from pipelines.sandbox.google_ads_plan import camel, plan
from pipelines.sandbox.server_data import Company
from pipelines.sandbox.server_http import answer, endpoint, form_of
from pipelines.sandbox.server_tokens import Tokens

CLIENT_ID = "345678901-halden.apps.googleusercontent.com"
CLIENT_SECRET = "sandbox-google-secret"  # noqa: S105  the sandbox is open to this machine only
REFRESH_TOKEN = "1//sandbox-refresh-token"  # noqa: S105
DEVELOPER_TOKEN = "sandbox-developer-token"  # noqa: S105
API_VERSION = "v25"
_VERSIONS = {"v24", "v25"}
_ROWS_PER_CHUNK = 10_000
_STATUSES = {400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
             401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
             403: ("PERMISSION_DENIED", "The caller does not have permission")}  # fmt: skip


class GoogleAdsError(Exception):
    """A refused request: HTTP status, `{kind: code}`, message."""

    def __init__(self, status: int, kind: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code
        self.message = message


class GoogleAds:
    """The ad accounts of the sample company, under one manager account."""

    def __init__(self, company: Company, tokens: Tokens) -> None:
        self.tokens = tokens
        self._company = company
        self._facts = company.facts
        with company.cursor() as cursor:
            self._catalogue = Catalogue(cursor, self._facts.manager_id)

    def routes(self) -> list[Route]:
        """The endpoints."""
        accessible = "/{version}/customers:listAccessibleCustomers"
        search = "/{version}/customers/{customer_id}/googleAds:searchStream"
        return [
            Route("/token", endpoint(self.token), methods=["POST"]),
            Route(accessible, endpoint(self.accessible)),
            Route(search, endpoint(self.search_stream), methods=["POST"]),
        ]

    def token(self, _request: Request, body: bytes) -> Response:
        """`POST /token`: an access token for a refresh token."""
        form = form_of(body)
        if form.get("grant_type") != "refresh_token":
            wrong = f"Invalid grant_type: {form.get('grant_type', '')}"
            return answer({"error": "unsupported_grant_type", "error_description": wrong}, 400)
        if form.get("client_id") != CLIENT_ID:
            missing = "The OAuth client was not found."
            return answer({"error": "invalid_client", "error_description": missing}, 401)
        if not _same(form.get("client_secret", ""), CLIENT_SECRET):
            wrong = "The provided client secret is invalid."
            return answer({"error": "invalid_client", "error_description": wrong}, 401)
        if not _same(form.get("refresh_token", ""), REFRESH_TOKEN):
            revoked = "Token has been expired or revoked."
            return answer({"error": "invalid_grant", "error_description": revoked}, 400)
        return answer(
            {
                "access_token": self.tokens.issue(),
                "expires_in": max(0, int(self.tokens.seconds) - 1),
                "scope": "https://www.googleapis.com/auth/adwords",
                "token_type": "Bearer",
            }
        )

    def accessible(self, request: Request, _body: bytes) -> Response:
        """`GET /v25/customers:listAccessibleCustomers`: the accounts the user reaches directly."""
        try:
            self._admit(request)
        except GoogleAdsError as problem:
            return answer(_failure(problem, request), problem.status)
        return answer({"resourceNames": [f"customers/{self._facts.manager_id}"]})

    def search_stream(self, request: Request, body: bytes) -> Response:
        """`POST /v25/customers/<id>/googleAds:searchStream`."""
        try:
            self._admit(request)
            customer_id = self._customer(request)
            query = parse(_query_text(body))
            self._refuse_manager_metrics(query, customer_id)
            return self._stream(query, customer_id)
        except GaqlError as problem:
            refused = GoogleAdsError(400, problem.kind, problem.code, problem.message)
        except GoogleAdsError as problem:
            refused = problem
        return answer([_failure(refused, request)], refused.status)

    def _stream(self, query: Query, customer_id: str) -> Response:
        planned = plan(query, self._catalogue, customer_id, self._facts.last_day)
        with self._company.cursor() as cursor:
            rows = cursor.execute(planned.sql, planned.parameters).fetchall()
        mask = ",".join(".".join(camel(name) for name in path.split(".")) for path in query.fields)
        tail = f'"fieldMask":{json.dumps(mask)},"requestId":"{_request_id()}"}}'
        chunks = []
        for start in range(0, len(rows), _ROWS_PER_CHUNK):
            results = ",".join(row[0] for row in rows[start : start + _ROWS_PER_CHUNK])
            chunks.append(f'{{"results":[{results}],{tail}')
        text = "[" + ",\n".join(chunks or ["{" + tail]) + "]"
        return Response(text, media_type="application/json; charset=UTF-8")

    def _admit(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not self.tokens.use(token):
            raise GoogleAdsError(
                401,
                "authenticationError",
                "OAUTH_TOKEN_INVALID",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential.",
            )
        version = request.path_params["version"]
        if version not in _VERSIONS:
            deprecated = (
                f"Version {version} is deprecated. Requests to this version will be blocked."
            )
            raise GoogleAdsError(400, "requestError", "UNSUPPORTED_VERSION", deprecated)
        developer = request.headers.get("developer-token")
        if developer is None:
            raise GoogleAdsError(
                400,
                "requestError",
                "DEVELOPER_TOKEN_PARAMETER_MISSING",
                "Developer token parameter was missing in the request.",
            )
        if not _same(developer, DEVELOPER_TOKEN):
            raise GoogleAdsError(
                401,
                "authenticationError",
                "DEVELOPER_TOKEN_INVALID",
                "The developer token is not valid.",
            )

    def _customer(self, request: Request) -> str:
        customer_id = str(request.path_params["customer_id"])
        if not (customer_id.isdigit() and len(customer_id) == 10):
            invalid = f"Invalid customer ID '{customer_id}'."
            raise GoogleAdsError(400, "requestError", "INVALID_CUSTOMER_ID", invalid)
        login = request.headers.get("login-customer-id", customer_id)
        manager = self._facts.manager_id
        if customer_id not in {manager, *self._facts.customer_ids} or login != manager:
            raise GoogleAdsError(
                403,
                "authorizationError",
                "USER_PERMISSION_DENIED",
                "User doesn't have permission to access customer. Note: If you're accessing a "
                "client customer, the manager's customer id must be set in the "
                "'login-customer-id' header.",
            )
        return customer_id

    def _refuse_manager_metrics(self, query: Query, customer_id: str) -> None:
        clicks = query.resource == "click_view"
        if customer_id == self._facts.manager_id and (query.wants_metrics or clicks):
            raise GaqlError(
                "REQUESTED_METRICS_FOR_MANAGER",
                "Metrics cannot be requested for a manager account. To retrieve metrics, issue "
                "separate requests against each client account under the manager account.",
            )


def _query_text(body: bytes) -> str:
    try:
        payload: Any = json.loads(body)
    except ValueError:
        payload = None
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        raise GoogleAdsError(
            400, "requestError", "REQUIRED_FIELD_MISSING", "Required field query is missing."
        )
    return str(payload["query"])


def _failure(problem: GoogleAdsError, request: Request) -> dict[str, Any]:
    status, message = _STATUSES[problem.status]
    version = request.path_params["version"]
    kind = f"type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure"
    error = {"errorCode": {problem.kind: problem.code}, "message": problem.message}
    return {
        "error": {
            "code": problem.status,
            "message": message,
            "status": status,
            "details": [{"@type": kind, "errors": [error], "requestId": _request_id()}],
        }
    }


def _request_id() -> str:
    return secrets.token_urlsafe(16)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
