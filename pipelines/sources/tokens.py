"""OAuth access tokens, on dlt's auth classes: obtained when needed, renewed when refused."""

from typing import Any

import pendulum
import requests
from dlt.common.configuration.specs import configspec
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials

from pipelines.errors import SourceError
from pipelines.sources.answers import error_code, explained, host_of, is_busy, parsed

# A token is renewed this long before it ends, so that a slow request does not outlive it.
_EARLY_SECONDS = 30


@configspec
class RenewedToken(OAuth2ClientCredentials):
    """A bearer token by client credentials, renewed once per request when it is refused."""

    system: str = ""
    settings: str = ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign the request and stay at hand for a 401."""
        signed: requests.PreparedRequest = super().__call__(request)
        renewals = iter([True])

        def renew_once(response: requests.Response, **kwargs: Any) -> requests.Response:
            refused = response.status_code == requests.codes.unauthorized
            return self._again(response, kwargs) if refused and next(renewals, False) else response

        signed.register_hook("response", renew_once)  # type: ignore[no-untyped-call]
        return signed

    def obtain_token(self) -> None:
        """Ask for a token.

        Raises:
            SourceError: one sentence; neither the credentials nor the answer's body are in it.
        """
        with explained(self.system, self.access_token_url):
            response = self.session.post(self.access_token_url, **self.build_access_token_request())
        if response.status_code != requests.codes.ok:
            raise SourceError(
                f"{self.system} refused to sign in at {host_of(self.access_token_url)} "
                f"({response.status_code}{error_code(response)}): check {self.settings}."
            ).passing(is_busy(response))
        self._remember(response)

    def _remember(self, response: requests.Response) -> None:
        answer = parsed(self.system, response)
        if not isinstance(answer, dict) or not answer.get("access_token"):
            raise SourceError(
                f"{self.system} answered the sign-in at {host_of(self.access_token_url)} without a "
                f"token: check {self.settings}."
            )
        self.access_token = str(answer["access_token"])
        seconds = max(self.parse_expiration_in_seconds(answer) - _EARLY_SECONDS, 1)
        self.token_expiry = pendulum.now().add(seconds=seconds)
        self.on_token(answer)

    def on_token(self, answer: dict[str, Any]) -> None:
        """What else the token's answer tells."""

    def _again(self, response: requests.Response, kwargs: dict[str, Any]) -> requests.Response:
        request = response.request
        response.close()
        self.obtain_token()
        # In place: retries of this request send the new token too.
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        again: requests.Response = response.connection.send(request, **kwargs)
        again.history.append(response)
        again.request = request
        return again


@configspec
class RefreshedToken(RenewedToken):
    """A bearer token from a refresh token, as Google's desktop and web flows give."""

    refresh_token: str = ""

    def build_access_token_request(self) -> dict[str, Any]:
        """The form of RFC 6749 §6."""
        form = {
            "grant_type": "refresh_token",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
        }
        return {"data": form}
