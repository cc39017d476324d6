"""The machine's own Chromium, and what is written down of the pages it opens."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAPTOP, PHONE = (1400, 900), (390, 844)
WAIT = 120_000  # ms; two cores may be busy with other tests


@dataclass
class Opened:
    """A page and what it did.

    Attributes:
        errors: what the console was told as an error, and what no script caught.
        hosts: whom it asked for something; its own data are nobody.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def is_wider_than(self, size: tuple[int, int]) -> bool:
        """Whether it must be scrolled sideways in a window of this size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.wait_for_timeout(300)
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width > size[0]

    def take_errors(self) -> list[str]:
        """The errors since the last time."""
        found = list(self.errors)
        self.errors.clear()
        return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for all tests of a module; they are skipped where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one (apt install chromium)")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


def opened(context: BrowserContext) -> Opened:
    """A new page whose deeds are written down."""
    shown = Opened(context.new_page())
    shown.page.set_default_timeout(WAIT)

    def told(message: object) -> None:
        if getattr(message, "type", "") == "error":
            shown.errors.append(str(getattr(message, "text", message)))

    shown.page.on("console", told)
    shown.page.on("pageerror", lambda error: shown.errors.append(str(error)))
    shown.page.on("request", lambda request: _write_down(shown, request.url))
    shown.page.on("websocket", lambda socket: _write_down(shown, socket.url))
    return shown


def _write_down(shown: Opened, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"data", "blob", "file"}:
        shown.hosts.add(str(parts.hostname))
