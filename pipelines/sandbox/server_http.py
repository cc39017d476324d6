"""Small pieces both vendors' endpoints are made of."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Call = Callable[[Request, bytes], Response]


def endpoint(call: Call) -> Callable[[Request], Awaitable[Response]]:
    """Run a plain function as an endpoint: DuckDB works in a thread, others are served."""

    async def run(request: Request) -> Response:
        return await run_in_threadpool(call, request, await request.body())

    return run


def answer(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json;charset=UTF-8")


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a URL-encoded form."""
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
