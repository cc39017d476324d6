"""The page of `make docs` in a real browser, opened as a file, with nothing to load it from."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from orchestration.docs_page import DocsError, offline, write_page
from tests.orchestration.conftest import ROOT, RanTwice

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def written(ran_twice: RanTwice) -> Path:
    """The page of the small sample company, as `make docs` writes it."""
    ran = subprocess.run(
        [sys.executable, "-m", "orchestration.docs_page"],
        cwd=ROOT,
        env=ran_twice.road.environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    page = ran_twice.road.data / "docs" / "index.html"
    assert str(page) in ran.stdout
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("install Chromium (apt-get install chromium) to open the page in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, written: Path) -> Iterator[Page]:
    """A page without a network that fails the test if it asks for anything or complains."""
    context = browser.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.set_default_timeout(60_000)
    yield opened
    context.close()
    assert set(asked) == {written.as_uri()}
    assert complaints == []


def test_a_reader_opens_the_file_and_sees_where_to_begin(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.get_by_role("heading", name="Where to begin").wait_for()


def test_a_mart_shows_its_grain_its_rows_and_what_its_columns_mean(
    page: Page, written: Path, ran_twice: RanTwice
) -> None:
    page.goto(f"{written.as_uri()}#!/model/model.closed_loop.fct_attribution")
    page.get_by_text("one row per model, conversion and touch with credit").wait_for()
    shown = page.inner_text("body")
    assert "Share of the conversion" in shown
    assert "VARCHAR" in shown
    published = ran_twice.road.data / "published" / "current" / "closed_loop.duckdb"
    with duckdb.connect(str(published), read_only=True) as marts:
        (rows,) = marts.execute("select count(*) from marts.fct_attribution").fetchone() or (0,)
    assert f"{rows:,}" in shown


def test_a_report_on_the_marts_shows_what_it_reads(page: Page, written: Path) -> None:
    page.goto(f"{written.as_uri()}#!/exposure/exposure.closed_loop.printed_report")
    page.get_by_text("fct_stalled_leads").first.wait_for()


def test_without_a_warehouse_there_is_nothing_to_describe(tmp_path: Path) -> None:
    with pytest.raises(DocsError, match="make run"):
        write_page(tmp_path)


def test_a_page_of_another_kind_is_refused() -> None:
    with pytest.raises(DocsError, match="<head>"):
        offline("<html><body></body></html>")
