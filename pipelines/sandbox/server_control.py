"""A client of the control endpoints, for tests that need a vendor's bad day."""

import json
import ssl
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipelines.sandbox.server_faults import Fault, FaultKind


class ControlError(Exception):
    """The server refused; the message is its sentence."""


class Control:
    """Arms faults, revises data and lists requests on a sandbox started with faults on."""

    def __init__(self, url: str, certificate: Path | None = None) -> None:
        self._url = url
        trusted = str(certificate) if certificate else None
        self._context = ssl.create_default_context(cafile=trusted) if trusted else None

    def fault(self, kind: FaultKind, matches: str = "", **details: Any) -> None:
        """Arm a fault for the next matching requests; `details` as in `Fault`."""
        self._call("POST", "faults", asdict(Fault(kind, matches, **details)))

    def clear(self) -> None:
        """Disarm all faults."""
        self._call("DELETE", "faults")

    def armed(self) -> list[dict[str, Any]]:
        """The faults with the times and skips they have left."""
        found: list[dict[str, Any]] = self._call("GET", "faults")
        return found

    def requests(self, matches: str = "") -> list[dict[str, Any]]:
        """Requests so far: method, path, query (decoded), body, status. Tokens' are empty."""
        found: list[dict[str, Any]] = self._call("GET", "requests")
        return [
            seen
            for seen in found
            if matches in f"{seen['method']} {seen['path']}?{seen['query']}\n{seen['body']}"
        ]

    def restate(self, days: int, factor: float = 1.1, without_ads: tuple[str, ...] = ()) -> None:
        """Multiply cost and conversions of the last `days`; the rows of `without_ads` vanish."""
        said = {"days": days, "factor": factor, "without_ads": list(without_ads)}
        self._call("POST", "restate", said)

    def edit(self, table: str, keys: dict[str, Any], values: dict[str, Any]) -> int:
        """Change rows of `salesforce.Lead`, `google_ads.campaign`, …; how many changed."""
        answer = self._call("POST", "edit", {"table": table, "keys": keys, "values": values})
        return int(answer["rows"])

    def _call(self, method: str, name: str, said: Any = None) -> Any:
        body = None if said is None else json.dumps(said).encode()
        request = Request(f"{self._url}/sandbox/{name}", body, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=30, context=self._context) as response:  # noqa: S310
                return json.loads(response.read())
        except HTTPError as problem:
            if problem.code == 404:
                raise ControlError(
                    "This sandbox was started without faults: start it with faults=True."
                ) from problem
            raise ControlError(json.loads(problem.read())["error"]) from problem
