"""The dashboard in a browser. `python -m dashboards.serve` (make dashboard) starts it."""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.browser.exhibits import place
from dashboards.browser.sidebar import chosen_filters
from dashboards.exhibit import Page
from dashboards.filters import Choices, Filters, read_choices
from dashboards.pages import PAGES
from dashboards.published import Marts, current_version
from dashboards.reporting import Reporting, reporting
from dashboards.theme import Theme, day
from pipelines.errors import Explained

_ICON = str(Path(__file__).with_name("icon.svg"))  # of our own: others are fetched from the network
# Room for figures, not for ornament; on a phone a page has no margins to spare.
_STYLE = """
<style>
.block-container { padding: 2.5rem 2rem 2rem; max-width: 1500px; }
@media (max-width: 640px) { .block-container { padding: 3.5rem 0.75rem 1rem; } }
[data-testid="stMetricValue"] { font-size: 1.45rem; }
</style>
"""


def main() -> None:
    """Show the page that is asked for, of the version that is published at this moment."""
    st.set_page_config("Closed Loop", page_icon=_ICON, layout="wide")
    st.html(_STYLE)
    try:
        report = reporting()
        folder = str(current_version(report.published))  # once a page: never half of two versions
        choices = _choices(folder, report)
    except Explained as error:
        st.title("Closed Loop")
        st.info(str(error), icon=":material/info:")
        return
    pages = {page.name: page for page in PAGES}
    shown = st.navigation(
        [
            st.Page(
                partial(_nothing, page.name),
                title=page.title,
                icon=f":material/{page.icon}:",
                url_path=page.name,
                default=page is PAGES[0],
            )
            for page in PAGES
        ]
    )
    page = pages[shown.url_path or PAGES[0].name]
    filters = chosen_filters(choices, page)
    show_page(page, folder, filters, Theme(report.currency))
    st.caption(
        f"Version {Path(folder).name} · figures to {day(choices.last_day)} · "
        f"money in {report.currency} · only what is published is read"
    )


def show_page(page: Page, folder: str, filters: Filters, theme: Theme) -> None:
    """One page of a version, under these filters."""
    st.title(page.title)
    st.caption(page.question)
    place(page, filters, theme, partial(_answer, folder))


def _answer(folder: str, sql: str, parameters: Any) -> pd.DataFrame:
    return _rows(folder, sql, tuple(sorted(parameters.items())))


@st.cache_data(show_spinner=False, max_entries=500)
def _rows(folder: str, sql: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    return _marts(folder).rows(sql, dict(parameters))


@st.cache_resource(show_spinner=False, max_entries=3)
def _marts(folder: str) -> Marts:
    return Marts(Path(folder))


@st.cache_data(show_spinner=False, max_entries=3)
def _choices(folder: str, report: Reporting) -> Choices:
    return read_choices(_marts(folder).rows, report.model, report.basis)


def _nothing(_: str) -> None:
    """Pages are drawn by `main`, which knows the filters; Streamlit wants a callable each."""


if __name__ == "__main__":
    main()
