"""Every page, and the report, in a real browser: what is drawn, at which width, and whom it asks.

One server and one browser for all; versions change under the server as a publish changes them.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, expect

from dashboards.exhibit import show
from dashboards.filters import read_choices
from dashboards.pages import PAGES
from dashboards.published import Marts
from dashboards.report import render
from dashboards.reporting import Reporting, reporting
from dashboards.theme import Theme
from tests.dashboards.chromium import LAPTOP, PHONE, WAIT, Opened, chromium, opened
from tests.dashboards.published_versions import EMPTY, HOSTILE, ONE_CHANNEL, SAMPLE, Versions
from tests.orchestration.conftest import ROOT

NAMES = [page.name for page in PAGES]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def settings(sample_versions: Versions) -> Iterator[Reporting]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSED_LOOP_DATA_DIR", str(sample_versions.data))
        yield reporting()


@pytest.fixture(scope="module")
def address(sample_versions: Versions, settings: Reporting) -> Iterator[str]:
    """Where the dashboard is served, as `make dashboard` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sample_versions.send_readers_to(SAMPLE)
    with subprocess.Popen(
        [sys.executable, "-m", "dashboards.serve", "--port", str(port)],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    ) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/_stcore/health", server)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server has ended"
        try:
            with urlopen(url, timeout=5):  # noqa: S310  (our own server)
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="module")
def app(browser: Browser) -> Opened:
    """One tab for all pages: what was fetched once is not fetched again."""
    context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    return opened(context)


def figures_of(name: str, folder: Path, settings: Reporting) -> int:
    """How many figures a page has to draw."""
    marts = Marts(folder)
    choices = read_choices(marts.rows, settings.model, settings.basis)
    page = next(page for page in PAGES if page.name == name)
    shown = [
        show(page, exhibit, choices.default(), Theme(settings.currency), marts.rows)
        for exhibit in page.exhibits
    ]
    marts.close()
    return sum(isinstance(one.drawing, go.Figure) for one in shown)


def go_to(app: Opened, name: str, address: str, version: str) -> None:
    """Choose a page and wait until it is whole: its last line names the version."""
    page = next(page for page in PAGES if page.name == name)
    app.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    link = app.page.get_by_test_id("stSidebarNavLink").filter(has_text=page.title)
    if link.count():
        link.click()
    else:
        path = "" if name == NAMES[0] else name  # the first page has no address of its own
        app.page.goto(f"{address}/{path}", wait_until="domcontentloaded")
    expect(app.page.locator("h1")).to_have_text(page.title, timeout=WAIT)
    expect(app.page.get_by_text(re.compile(f"Version {version}"))).to_be_visible(timeout=WAIT)
    expect(app.page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=WAIT
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [SAMPLE, EMPTY, ONE_CHANNEL])
def test_a_page_is_drawn_without_an_error_and_fits_a_phone(
    kind: str, name: str, app: Opened, address: str, settings: Reporting, sample_versions: Versions
) -> None:
    folder = sample_versions.send_readers_to(kind)
    go_to(app, name, address, folder.name)
    plots = app.page.locator(".js-plotly-plot:has(.main-svg)")
    expect(plots).to_have_count(figures_of(name, folder, settings), timeout=WAIT)
    assert app.page.get_by_test_id("stException").count() == 0
    assert not app.is_wider_than(PHONE)
    assert app.take_errors() == []
    assert app.hosts == {"127.0.0.1"}


@pytest.mark.parametrize("name", ["campaigns", "stuck"])
def test_names_that_are_scripts_do_not_run_on_a_page(
    name: str, app: Opened, address: str, sample_versions: Versions
) -> None:
    go_to(app, name, address, sample_versions.send_readers_to(HOSTILE).name)
    assert app.page.evaluate("window.hacked") is None
    assert app.take_errors() == []


@pytest.fixture
def report(
    request: pytest.FixtureRequest,
    browser: Browser,
    settings: Reporting,
    sample_versions: Versions,
    tmp_path: Path,
) -> Iterator[Opened]:
    """The report of a version, opened from its file by a browser that reaches nobody."""
    path = tmp_path / "report.html"
    path.write_text(render(settings, sample_versions.folders[request.param]), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, offline=True, accept_downloads=True
    )
    shown = opened(context)
    shown.page.goto(path.as_uri())
    yield shown
    context.close()


def scrolled_through(shown: Opened) -> None:
    """Bring every figure before the window, as a reader does."""
    figures = shown.page.locator(".figure")
    for number in range(figures.count()):
        figures.nth(number).scroll_into_view_if_needed()
        expect(figures.nth(number).locator(".main-svg").first).to_be_attached(timeout=WAIT)


@pytest.mark.parametrize("report", [SAMPLE, ONE_CHANNEL], indirect=True)
def test_the_report_opens_from_its_file_without_a_network_and_draws_every_figure(
    report: Opened,
) -> None:
    scrolled_through(report)
    drawn = report.page.locator(".figure:has(.main-svg)").count()
    assert drawn == report.page.locator(".figure").count() > len(PAGES)
    assert not report.is_wider_than(PHONE)
    assert report.errors == []
    assert report.hosts == set()


@pytest.mark.parametrize("report", [SAMPLE], indirect=True)
def test_the_report_s_rows_can_be_saved_and_its_sql_be_read(
    report: Opened, sample_versions: Versions
) -> None:
    with report.page.expect_download() as download:
        report.page.locator('a[download="stuck-worklist.csv"]').click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    count = sample_versions.row(SAMPLE, "select count(*) from marts.fct_stalled_leads")[0]
    assert len(lines) - 1 == count
    report.page.locator("#stuck-worklist summary").click()
    expect(report.page.locator("#stuck-worklist pre")).to_contain_text("marts.fct_stalled_leads")


@pytest.mark.parametrize("report", [HOSTILE], indirect=True)
def test_names_that_are_scripts_do_not_run_in_the_report(report: Opened) -> None:
    scrolled_through(report)
    assert report.page.evaluate("window.hacked") is None
    assert report.errors == []
    assert report.page.locator("main img").count() == 0


@pytest.mark.parametrize("report", [EMPTY], indirect=True)
def test_the_report_of_an_empty_warehouse_says_what_to_do(report: Opened) -> None:
    exhibits = sum(len(page.exhibits) for page in PAGES)
    expect(report.page.locator(".nothing:visible")).to_have_count(exhibits)
    assert report.errors == []
