"""What a vendor's HTTP answer says: the JSON that was asked for, or why not, in one sentence.

An error, a web page or a broken JSON text is never taken for data, whatever its status. What is
quoted of a vendor's message is short and holds no e-mail address; addresses hold no query.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests

from pipelines.errors import SourceError
from pipelines.identifiers import hide_emails

_LONGEST_QUOTE = 300
_BUSY = {requests.codes.request_timeout, requests.codes.too_many_requests}


class VendorError(SourceError, requests.HTTPError):
    """The vendor refused; carries the response, so that 429 and 5xx are asked again."""

    def __init__(self, told: str, response: requests.Response) -> None:
        super().__init__(told, response=response)
        self.may_pass = is_busy(response)


class CutOffError(SourceError, requests.exceptions.ChunkedEncodingError):
    """The body ended before the JSON text did; asked again like a broken connection."""

    may_pass = True


def is_busy(response: requests.Response) -> bool:
    """Whether the vendor only cannot answer now: a time-out, too many requests, its own fault."""
    return response.status_code in _BUSY or response.status_code >= requests.codes.server_error


@contextmanager
def explained(system: str, url: str) -> Iterator[None]:
    """Turn what `requests` raises into one sentence without addresses of records or secrets."""
    try:
        yield
    except SourceError:
        raise
    except requests.exceptions.SSLError:
        raise SourceError(
            f"{system} at {host_of(url)} showed a certificate that cannot be trusted: check the "
            f"address, and the time of this machine."
        ) from None
    except requests.RequestException as error:
        raise SourceError(
            f"{system} at {host_of(url)} cannot be reached ({type(error).__name__}), after several "
            f"attempts: check the address and the network, and run again."
        ).passing() from None


def parsed(system: str, response: requests.Response) -> Any:
    """The JSON of an answer.

    Raises:
        CutOffError: it says it is JSON and is not, so it broke on the way.
        SourceError: it is something else.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip() or "no content type"
    try:
        return response.json()
    except requests.exceptions.JSONDecodeError:
        if "json" in kind:
            raise CutOffError(
                f"{system} answered {path_of(response)} with a JSON text that is broken or cut off."
            ) from None
    raise SourceError(
        f"{system} answered {path_of(response)} with {kind} instead of JSON: a proxy or a sign-in "
        f"page may stand between; check the address."
    )


def error_in(answer: Any) -> str:
    """The text of an error that came with status 200, or nothing."""
    for part in answer if isinstance(answer, list) else [answer]:
        if not isinstance(part, dict):
            continue
        if part.get("errorCode"):
            return f"{part['errorCode']}: {part.get('message', '')}"
        error = part.get("error")
        if error:
            return json.dumps(error) if isinstance(error, dict | list) else str(error)
    return ""


def told(response: requests.Response) -> str:
    """What the vendor says about its refusal, ready to be appended."""
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError:
        return ""
    messages = [
        found
        for part in (answer if isinstance(answer, list) else [answer])
        if isinstance(part, dict)
        for found in (part.get("message"), _nested_message(part.get("error")))
        if found
    ]
    return f": {quoted('; '.join(messages))}" if messages else ""


def _nested_message(error: Any) -> str:
    """Google's errors tell the cause in `details`, beside a general message."""
    if not isinstance(error, dict):
        return ""
    causes = [
        str(cause.get("message", ""))
        for detail in error.get("details", ())
        if isinstance(detail, dict)
        for cause in detail.get("errors", ())
        if isinstance(cause, dict)
    ]
    return "; ".join(filter(None, causes)) or str(error.get("message", ""))


def error_code(response: requests.Response) -> str:
    """The vendor's short code for an error: a word, never free text."""
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError:
        return ""
    first = answer[0] if isinstance(answer, list) and answer else answer
    if not isinstance(first, dict):
        return ""
    error = first.get("errorCode") or first.get("error")
    code = error.get("status") if isinstance(error, dict) else error
    return f" {code}" if isinstance(code, str) and re.fullmatch(r"\w{1,60}", code) else ""


def quoted(text: str) -> str:
    """A vendor's text as one short line without e-mail addresses."""
    one_line = hide_emails(" ".join(text.split())).rstrip(".")
    return one_line if len(one_line) <= _LONGEST_QUOTE else one_line[:_LONGEST_QUOTE] + "…"


def path_of(response: requests.Response) -> str:
    """Where the answer came from, without the query."""
    return urlsplit(response.url).path or "/"


def host_of(url: str) -> str:
    """The address without path and query."""
    return urlsplit(url).netloc or url
