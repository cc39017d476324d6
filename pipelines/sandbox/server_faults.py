"""Faults on demand: what vendors do on bad days, for the next n matching requests.

The control endpoints exist only on a server started with faults on:

- `POST /sandbox/faults` with a fault's fields arms it, `DELETE` disarms all, `GET` lists them;
- `GET /sandbox/requests` lists the requests so far (method, path, query, body, status);
- `POST /sandbox/restate`, `POST /sandbox/edit` revise the company's data in memory.
"""

import asyncio
import json
import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import unquote_plus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.sandbox.server_data import Company
from pipelines.sandbox.server_http import answer, endpoint
from pipelines.sandbox.server_tokens import Tokens

FaultKind = Literal[
    "status", "truncated", "html", "error_in_200", "expired_token", "same_page", "slow"
]
_KINDS = ("status", "truncated", "html", "error_in_200", "expired_token", "same_page", "slow")
_HTML = "<!DOCTYPE html><html><head><title>Sorry</title></head><body>Be right back.</body></html>"
_LOGGED_BODY = 2_000


@dataclass
class Fault:
    """What goes wrong, for which requests, how often.

    Attributes:
        kind: `status` answers with `status` (and `retry_after`); `truncated` announces the
            whole body and sends half; `html` and `error_in_200` answer 200 with something else;
            `expired_token` ends all tokens before the request is looked at; `same_page` makes a
            page's `nextRecordsUrl` point at itself; `slow` waits `seconds` first.
        matches: text in the request's method, path, query or body (`/query`, `FROM Lead`).
        times: for how many matching requests; None: for ever.
        skip: how many matching requests pass unharmed before.
        status: the status of kind `status`.
        retry_after: seconds for the `Retry-After` header; None: no header.
        as_date: write `Retry-After` as an HTTP date.
        seconds: how long `slow` waits.
    """

    kind: FaultKind
    matches: str = ""
    times: int | None = 1
    skip: int = 0
    status: int = 503
    retry_after: float | None = None
    as_date: bool = False
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"There is no fault {self.kind!r}: take one of {', '.join(_KINDS)}.")


@dataclass
class FaultPlan:
    """The armed faults and the requests seen."""

    armed: list[Fault] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_for(self, seen: str) -> Fault | None:
        """The fault this request meets; uses up one of its times."""
        with self._lock:
            for fault in self.armed:
                if fault.matches not in seen or fault.times == 0:
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


class Faults:
    """ASGI middleware: lets faults happen and keeps the list of requests."""

    def __init__(self, app: ASGIApp, *, plan: FaultPlan, tokens: list[Tokens]) -> None:
        self._app = app
        self._plan = plan
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let a fault answer it."""
        if scope["type"] != "http" or scope["path"].startswith("/sandbox/"):
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        query = unquote_plus(scope["query_string"].decode())
        text = body.decode("utf-8", "replace")
        fault = self._plan.next_for(f"{scope['method']} {scope['path']}?{query}\n{text}")
        response = await self._answer(scope, body, fault)
        self._plan.requests.append(
            {
                "method": scope["method"],
                "path": scope["path"],
                "query": query,
                "body": "" if "token" in scope["path"] else text[:_LOGGED_BODY],
                "status": response.status_code,
            }
        )
        if fault is not None and fault.kind == "truncated":
            await _send_half(response, send)
        else:
            await response(scope, receive, send)

    async def _answer(self, scope: Scope, body: bytes, fault: Fault | None) -> Response:
        match fault.kind if fault else None:
            case "status" if fault:
                return _status(fault, scope["path"])
            case "html":
                return Response(_HTML, media_type="text/html")
            case "error_in_200":
                return answer({"error": "temporarily_unavailable"})
            case "expired_token":
                for tokens in self._tokens:
                    tokens.revoke_all()
            case "slow" if fault:
                await asyncio.sleep(fault.seconds)
        response = await self._passed_on(scope, body)
        if fault and fault.kind == "same_page":
            return _same_page(response, scope["path"])
        return response

    async def _passed_on(self, scope: Scope, body: bytes) -> Response:
        """What the application answers, held back in memory."""
        started: Message = {}
        pieces: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                pieces.append(message.get("body", b""))

        await self._app(scope, receive, send)
        response = Response(b"".join(pieces), started["status"])
        response.raw_headers = list(started["headers"])
        return response


def control_routes(plan: FaultPlan, company: Company) -> list[Route]:
    """The control endpoints of a server with faults on."""

    def faults(request: Request, body: bytes) -> Response:
        if request.method == "POST":
            try:
                plan.armed.append(Fault(**json.loads(body)))
            except (TypeError, ValueError) as problem:
                return answer({"error": str(problem)}, 400)
        elif request.method == "DELETE":
            plan.armed.clear()
        return answer([asdict(fault) for fault in plan.armed])

    def requests(_request: Request, _body: bytes) -> Response:
        return answer(plan.requests)

    def restate(_request: Request, body: bytes) -> Response:
        said = json.loads(body)
        company.restate(int(said["days"]), float(said["factor"]), list(said["without_ads"]))
        return answer({})

    def edit(_request: Request, body: bytes) -> Response:
        said = json.loads(body)
        try:
            return answer({"rows": company.edit(said["table"], said["keys"], said["values"])})
        except ValueError as problem:
            return answer({"error": str(problem)}, 400)

    methods = ["GET", "POST", "DELETE"]
    return [
        Route("/sandbox/faults", endpoint(faults), methods=methods),
        Route("/sandbox/requests", endpoint(requests)),
        Route("/sandbox/restate", endpoint(restate), methods=["POST"]),
        Route("/sandbox/edit", endpoint(edit), methods=["POST"]),
    ]


def _status(fault: Fault, path: str) -> Response:
    """An error as the vendor whose path it is words it."""
    if path.startswith("/services/"):
        codes = {429: "REQUEST_LIMIT_EXCEEDED", 503: "SERVER_UNAVAILABLE"}
        code = codes.get(fault.status, "UNKNOWN_EXCEPTION")
        response = answer([{"message": "An unexpected error occurred.", "errorCode": code}])
    else:
        codes = {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}
        status = codes.get(fault.status, "INTERNAL")
        error = {"code": fault.status, "message": "Try again later.", "status": status}
        response = answer([{"error": error}])
    response.status_code = fault.status
    if fault.retry_after is not None:
        when = datetime.now(UTC) + timedelta(seconds=fault.retry_after)
        seconds = f"{fault.retry_after:g}"
        response.headers["Retry-After"] = (
            format_datetime(when, usegmt=True) if fault.as_date else seconds
        )
    return response


def _same_page(response: Response, path: str) -> Response:
    """A page that names itself as the next one."""
    page = json.loads(bytes(response.body))
    page.update({"done": False, "nextRecordsUrl": path})
    return answer(page, response.status_code)


async def _send_half(response: Response, send: Send) -> None:
    """Announce the whole body, send half of it, and let the connection end there."""
    body = bytes(response.body)
    start = {"type": "http.response.start", "status": response.status_code}
    await send({**start, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await run_in_threadpool(lambda: None)  # the half leaves before the connection is cut
    await send({"type": "http.response.body", "body": b"", "more_body": False})
