"""HTTP as every connector needs it, on dlt's REST client.

- Each request has a time-out. 429, 5xx, broken connections and bodies that were cut off are asked
  again a bounded number of times, with growing, jittered pauses, or after the pause the vendor
  names in `Retry-After` (seconds or HTTP date). `[runtime]` in `.dlt/config.toml` tunes it:
  `request_timeout`, `request_max_attempts`, `request_backoff_factor`, `request_max_retry_delay`.
- An access token that the vendor no longer takes is renewed once and the same request sent again.
- An answer is read only when it is what was asked for: an error, a web page or a broken JSON text
  with status 200 ends in one sentence, and nothing of that run is loaded.
"""

import random
from collections.abc import Iterator
from typing import Any

import requests
from dlt.sources.helpers.requests import Client, Session
from dlt.sources.helpers.requests.retry import wait_exponential_retry_after
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator, JSONLinkPaginator
from requests.auth import AuthBase
from tenacity import RetryCallState

from pipelines.errors import SourceError
from pipelines.sources.answers import (
    VendorError,
    error_code,
    error_in,
    explained,
    parsed,
    path_of,
    quoted,
    told,
)


class _Wait(wait_exponential_retry_after):
    """Exponential back-off with jitter; what the vendor asks for is a minimum."""

    def __call__(self, retry_state: RetryCallState) -> float:
        asked = self._get_retry_after(retry_state)
        jitter = random.uniform(0.5, 1)  # noqa: S311 - no secret
        pause = float(self.multiplier) * jitter * 2.0 ** (retry_state.attempt_number - 1)
        return min(float(self.max), pause) if asked is None else asked + min(pause, 1.0)


class _PatientClient(Client):
    """dlt's retrying client whose pauses are jittered: many runs do not come back at once."""

    def _make_session(self) -> Session:
        session = super()._make_session()
        retrying = session.send.retry  # type: ignore[attr-defined]
        retrying.wait = _Wait(multiplier=retrying.wait.multiplier, max=retrying.wait.max)
        return session


def patient_session() -> Session:
    """A session with time-outs and bounded retries that leaves judging a status to its caller."""
    client = _PatientClient(raise_for_status=False)
    client.configure()
    return client.session


class Vendor:
    """One vendor's API: answers are checked before anybody reads them."""

    def __init__(
        self,
        system: str,
        base_url: str,
        auth: AuthBase,
        headers: dict[str, str] | None = None,
        session: Session | None = None,
    ) -> None:
        """`system` is the vendor's name as the user knows it; it begins every sentence."""
        self.system = system
        self.client = RESTClient(
            base_url, headers=headers, auth=auth, session=session or patient_session()
        )

    def ask(self, path: str, method: str = "GET", **kwargs: Any) -> Any:
        """One request, one JSON answer.

        Raises:
            SourceError: what the vendor said, in one sentence.
        """
        with explained(self.system, self.client.base_url):
            response = self.client.request(
                path,
                method=method,  # type: ignore[arg-type]
                hooks=self._hooks(),
                **kwargs,
            )
        return response.json()

    def pages(
        self, path: str, paginator: BasePaginator, data_selector: str, **kwargs: Any
    ) -> Iterator[list[dict[str, Any]]]:
        """The pages of a listing, one by one.

        Raises:
            SourceError: what the vendor said, in one sentence.
        """
        with explained(self.system, self.client.base_url):
            yield from self.client.paginate(
                path,
                paginator=paginator,
                data_selector=data_selector,
                hooks=self._hooks(),
                **kwargs,
            )

    def _hooks(self) -> Any:
        return {"response": [self._check]}

    def _check(self, response: requests.Response, **_kwargs: Any) -> None:
        if response.status_code >= requests.codes.bad_request:
            raise VendorError(
                f"{self.system} answered {path_of(response)} with {response.status_code}"
                f"{error_code(response)}{told(response)}.",
                response=response,
            )
        error = error_in(parsed(self.system, response))
        if error:
            raise SourceError(
                f"{self.system} answered {path_of(response)} with status 200 and an error: "
                f"{quoted(error)}."
            )


class CountedLinks(JSONLinkPaginator):
    """Follows `next` links, and notices a vendor that hands out the same page for ever."""

    def __init__(self, system: str, next_url_path: str, done_key: str, total_key: str) -> None:
        """`done_key` says there is no more; `total_key` how many rows all pages have together."""
        super().__init__(next_url_path)
        self._system = system
        self._done_key = done_key
        self._total_key = total_key
        self._links: set[str] = set()
        self._read = 0

    def update_state(self, response: requests.Response, data: list[Any] | None = None) -> None:
        """Take the next link; raise SourceError when the pages do not lead to an end."""
        super().update_state(response, data)
        page = response.json()
        if not isinstance(page, dict) or self._done_key not in page:
            raise SourceError(
                f"{self._system} answered {path_of(response)} with something that is no page of "
                f"records: nothing was loaded; check the address and run again."
            )
        self._read += len(data or ())
        total = page.get(self._total_key)
        link = self._next_reference
        looped = link in self._links or (isinstance(total, int) and self._read > total)
        if looped or (not page[self._done_key] and (not link or not data)):
            raise SourceError(
                f"{self._system} does not come to an end at {path_of(response)}: {self._read} rows "
                f"read of {total} announced, and the next page repeats or is missing; run again."
            )
        if link:
            self._links.add(link)
