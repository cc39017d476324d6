"""Exhibits in the browser: a frame each, with its explanation, its SQL and its rows as CSV."""

import re

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from plotly import graph_objects as go

from dashboards.exhibit import Answer, Exhibit, Page, Shown, Table, Tiles, as_csv, shades, show
from dashboards.filters import Filters
from dashboards.published import MartsError
from dashboards.theme import MISSING, Theme
from dashboards.wording import FILTERS

_MARKUP = re.compile(r"([\\`*_{}\[\]<>$~:#|])")
_PLOTLY = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
_TILE_WIDTH = 128
_ROW_HEIGHT = 35
_MOST_ROWS_SEEN = 20
_MOST_ROWS = 10_000  # a table of more cells than Streamlit styles ends its page


def place(page: Page, filters: Filters, theme: Theme, answer: Answer) -> None:
    """All exhibits of a page, from the top; halves side by side."""
    waiting = list(page.exhibits)
    while waiting:
        first = waiting.pop(0)
        if first.is_half and waiting and waiting[0].is_half:
            left, right = st.columns(2, gap="medium")
            with left:
                _frame(page, first, filters, theme, answer)
            with right:
                _frame(page, waiting.pop(0), filters, theme, answer)
        else:
            _frame(page, first, filters, theme, answer)


def plain(text: str) -> str:
    """Text from the data where Streamlit reads Markdown: nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", text)


def _frame(page: Page, exhibit: Exhibit, filters: Filters, theme: Theme, answer: Answer) -> None:
    with st.container(border=True):
        st.markdown(f"##### {exhibit.title}")
        st.caption(exhibit.explanation)
        try:
            shown = show(page, exhibit, filters, theme, answer)
        except MartsError as error:
            st.error(plain(str(error)))
            return
        _draw(page, shown, theme)
        _foot(page, shown)


def _draw(page: Page, shown: Shown, theme: Theme) -> None:
    drawing = shown.drawing
    if drawing is None:
        st.info(shown.exhibit.when_empty)
    elif isinstance(drawing, Tiles):
        _tiles(drawing)
    elif isinstance(drawing, Table):
        _table(drawing, theme)
    else:
        _figure(drawing, f"{page.name} {shown.exhibit.name}", shown.exhibit.title)


def _tiles(tiles: Tiles) -> None:
    with st.container(horizontal=True, gap="small"):
        for tile in tiles.tiles:
            is_up = bool(tile.change) and not str(tile.change).startswith("-")
            st.metric(
                plain(tile.label),
                plain(tile.value),
                plain(tile.change) if tile.change else None,
                delta_color="off"
                if tile.is_good is None
                else ("normal" if is_up == tile.is_good else "inverse"),
                help=plain(tile.note) if tile.note else None,
                width=_TILE_WIDTH,
            )


def _table(table: Table, theme: Theme) -> None:
    headings = {column.name: column.heading for column in table.columns}
    rows = pd.concat([table.rows[-1:], table.rows[:-1]]) if table.has_total else table.rows
    frame = rows.head(_MOST_ROWS)[list(headings)].rename(columns=headings).reset_index(drop=True)
    styler: Styler = frame.style.format(
        {column.heading: theme.writer(column.kind) for column in table.columns}
    )
    for name, darkest in shades(table).items():
        styler = styler.map(theme.shade, darkest=darkest, subset=[headings[name]])
    if table.has_total:  # on top, where it is seen however many rows there are
        styler = styler.apply(
            lambda row: ["font-weight: bold" if row.name == 0 else ""] * len(row), axis=1
        )
    rows_seen = min(len(frame), _MOST_ROWS_SEEN)
    height = (rows_seen + 1) * _ROW_HEIGHT + 3
    st.dataframe(styler, hide_index=True, height=height, placeholder=MISSING)
    if len(rows) > len(frame):
        st.caption(f"{len(frame):,} of {len(rows):,} rows; the CSV holds all.")


def _figure(figure: go.Figure, key: str, title: str) -> None:
    st.plotly_chart(figure, key=key, theme=None, config=_PLOTLY, alt=title)


def _foot(page: Page, shown: Shown) -> None:
    name = f"{page.name}_{shown.exhibit.name}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover("SQL", type="tertiary", icon=":material/code:"):
            st.code(shown.sql, language="sql")
        st.download_button(
            "CSV",
            as_csv(shown.rows),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"csv {name}",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )
        if shown.unheeded:
            words = [word for name, word in FILTERS.items() if name in shown.unheeded]
            st.caption(f"Not filtered by {', '.join(words)}.")
