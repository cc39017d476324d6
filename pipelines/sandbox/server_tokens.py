"""Access tokens that expire: after a time, after a number of requests, or when revoked."""

import secrets
import threading
import time


class Tokens:
    """The access tokens one vendor has issued."""

    def __init__(self, prefix: str, seconds: float, requests: int | None) -> None:
        """Tokens begin with `prefix` and live `seconds`, or for that many `requests`."""
        self.seconds = seconds
        self._prefix = prefix
        self._requests = requests
        self._lock = threading.Lock()
        self._alive: dict[str, tuple[float, int | None]] = {}

    def issue(self) -> str:
        """A new token."""
        token = self._prefix + secrets.token_urlsafe(48)
        with self._lock:
            self._alive[token] = (time.monotonic() + self.seconds, self._requests)
        return token

    def use(self, token: str) -> bool:
        """Whether the token is alive; counts as one request."""
        with self._lock:
            until, left = self._alive.get(token, (0.0, 0))
            if time.monotonic() >= until or left == 0:
                self._alive.pop(token, None)
                return False
            self._alive[token] = (until, None if left is None else left - 1)
            return True

    def revoke_all(self) -> None:
        """End every token, as an administrator who ends all sessions does."""
        with self._lock:
            self._alive.clear()
