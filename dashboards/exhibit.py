"""What a page is made of: exhibits, each a query and a way to draw what it answers.

Nothing here knows how it is shown: `app` shows pages in a browser, `report` as one HTML file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go

from dashboards.filters import Filters, filters_of
from dashboards.published import parameter_names
from dashboards.queries import query, with_values
from dashboards.theme import Kind, Theme

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
Answer = Callable[[str, Mapping[str, Any]], pd.DataFrame]


@dataclass(frozen=True)
class Tile:
    """One figure.

    Attributes:
        value: as it is to be read, with its unit.
        change: against the period before, as it is to be read ("+12 %"); None without one.
        is_good: whether the change is one to be glad of; None where it is neither.
        note: what the figure says, in a sentence.
    """

    label: str
    value: str
    change: str | None = None
    is_good: bool | None = None
    note: str | None = None


@dataclass(frozen=True)
class Tiles:
    """Figures in a row."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: what of the rows it shows, its heading, and how it is written.

    Attributes:
        is_shaded: its cells are the darker, the greater they are among all shaded ones.
    """

    name: str
    heading: str
    kind: Kind = "text"
    is_shaded: bool = False


@dataclass(frozen=True)
class Table:
    """Rows to be read one by one.

    Attributes:
        rows: what is shown, in its order.
        columns: what of it.
        has_total: whether the last row is the total of the others.
    """

    rows: pd.DataFrame
    columns: tuple[Column, ...]
    has_total: bool = False


def shades(table: Table) -> dict[str, float]:
    """By shaded column, the value that is darkest; the same for all, so that columns compare."""
    names = [column.name for column in table.columns if column.is_shaded]
    if not names or table.rows.empty:
        return {}
    return dict.fromkeys(names, float(table.rows[names].max().max()))


Drawing: TypeAlias = go.Figure | Tiles | Table
Draw = Callable[[pd.DataFrame, Filters, Theme], Drawing | None]


@dataclass(frozen=True)
class Exhibit:
    """One chart, table or row of figures.

    Attributes:
        name: also the file of its query, `queries/<page>/<name>.sql`.
        explanation: how to read it, in a sentence or two.
        draw: makes a drawing of the rows; None where they show nothing.
        when_empty: why there may be nothing, and what to do.
        is_half: on a wide screen two of these in a row stand side by side.
    """

    name: str
    title: str
    explanation: str
    draw: Draw
    when_empty: str = "Nothing in these days. Choose more days, or another segment."
    is_half: bool = False


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        name: its address, and the folder of its queries.
        icon: name of a Material symbol.
        question: what the page answers.
        segment_types: what its figures can be cut by.
    """

    name: str
    title: str
    icon: str
    question: str
    exhibits: tuple[Exhibit, ...]
    segment_types: tuple[str, ...] = ()

    def heeds(self) -> frozenset[str]:
        """The filters that some exhibit of this page heeds: those its query names."""
        named = [parameter_names(query(self.name, exhibit.name)) for exhibit in self.exhibits]
        return frozenset().union(*(filters_of(names) for names in named))


@dataclass(frozen=True)
class Shown:
    """An exhibit with what it shows.

    Attributes:
        drawing: None where there is nothing to draw.
        rows: what the query answered.
        sql: the query, with the values it ran with.
        unheeded: filters that the page heeds and this exhibit does not.
    """

    exhibit: Exhibit
    drawing: Drawing | None
    rows: pd.DataFrame
    sql: str
    unheeded: frozenset[str]


def as_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV; texts that a spreadsheet would take for a formula begin with a quote."""
    guarded = rows.copy()
    for name in guarded.select_dtypes(exclude="number").columns:
        guarded[name] = [
            f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
            for value in guarded[name]
        ]
    text: str = guarded.to_csv(index=False, lineterminator="\n")
    return text


def show(page: Page, exhibit: Exhibit, filters: Filters, theme: Theme, answer: Answer) -> Shown:
    """An exhibit under these filters; `answer` asks the marts a query with its parameters.

    Raises:
        MartsError: the query cannot be answered.
    """
    sql = query(page.name, exhibit.name)
    names = parameter_names(sql)
    filters = filters.cut_by(page.segment_types)
    parameters = {name: value for name, value in filters.parameters().items() if name in names}
    rows = answer(sql, parameters)
    drawing = None if rows.empty else exhibit.draw(rows, filters, theme)
    unheeded = page.heeds() - filters_of(names)
    return Shown(exhibit, drawing, rows, with_values(sql, parameters), unheeded)
