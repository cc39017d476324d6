"""The pages as one HTML document: no request, no script but ours, the same bytes each time.

Texts from the data are escaped wherever they stand; should one slip through, the document's policy
runs two scripts by their hashes and nothing else, and lets nothing be fetched.
"""

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboards.exhibit import Column, Exhibit, Page, Shown, Table, Tile, Tiles, as_csv, shades
from dashboards.theme import Theme
from dashboards.wording import FILTERS

_HERE = Path(__file__).parent
_TOTAL = '<tr class="total">'
_LONG = 36  # characters
_MOST_ROWS = 100  # of a table; its CSV holds all
_TEXTS = frozenset({"text", "yes_no", "day", "month"})
# As it stands between <script> tags: nothing in it ends them or begins a comment.
_IN_A_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


@dataclass(frozen=True)
class Heading:
    """What stands above the pages.

    Attributes:
        version: the published version that is shown.
        facts: the days, currency, model and basis, in words.
        definition: hash of what draws the report; a change of it makes the report anew.
    """

    version: str
    facts: str
    definition: str


def document(heading: Heading, pages: Iterable[tuple[Page, Sequence[Shown]]], theme: Theme) -> str:
    """All pages, one below the other, as a document that needs nothing beside it."""
    scripts = [_script(get_plotlyjs()), _script((_HERE / "report.js").read_text("utf-8"))]
    shown = list(pages)
    links = "".join(f'<a href="#{page.name}">{html.escape(page.title)}</a>' for page, _ in shown)
    sections = "".join(_section(page, exhibits, theme) for page, exhibits in shown)
    return "".join(
        (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            definition_tag(heading.definition),
            f"<title>Closed Loop, version {html.escape(heading.version)}</title>",
            f"<style>{(_HERE / 'report.css').read_text('utf-8')}</style></head>\n<body>",
            f"<header><h1>Closed Loop</h1><p>{html.escape(heading.facts)}</p></header>",
            f"<nav><div>{links}</div></nav>\n<main>",
            "<noscript><p class=nothing>Tables are here; figures want JavaScript.</p></noscript>",
            f"{sections}</main>\n",
            '<p class="foot">Other days, models and segments: make dashboard.</p>\n',
            *(f"<script>{script}</script>\n" for script in scripts),
            "</body></html>\n",
        )
    )


def definition_tag(definition: str) -> str:
    """By which a report says what has drawn it."""
    return f'<meta name="closed-loop-definition" content="{html.escape(definition)}">'


def _script(source: str) -> str:
    """A script as a browser hashes it: it reads every line's end as one character."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script that ends its own tag cannot be inlined")
    return text


def _policy(scripts: Sequence[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _section(page: Page, exhibits: Sequence[Shown], theme: Theme) -> str:
    articles = "".join(_article(page, shown, theme) for shown in exhibits)
    return (
        f'<section id="{page.name}"><h2>{html.escape(page.title)}</h2>'
        f'<p class="question">{html.escape(page.question)}</p>'
        f'<div class="exhibits">{articles}</div></section>\n'
    )


def _article(page: Page, shown: Shown, theme: Theme) -> str:
    exhibit = shown.exhibit
    name = f"{page.name}-{exhibit.name}"
    half = " half" if exhibit.is_half else ""
    return (
        f'<article class="exhibit{half}" id="{name}"><h3>{html.escape(exhibit.title)}</h3>'
        f'<p class="explanation">{html.escape(exhibit.explanation)}</p>'
        f"{_drawing(name, exhibit, shown, theme)}{_tools(name, shown)}</article>\n"
    )


def _drawing(name: str, exhibit: Exhibit, shown: Shown, theme: Theme) -> str:
    drawing = shown.drawing
    if drawing is None:
        return f'<p class="nothing">{html.escape(exhibit.when_empty)}</p>'
    if isinstance(drawing, Tiles):
        return f'<div class="tiles">{"".join(map(_tile, drawing.tiles))}</div>'
    if isinstance(drawing, Table):
        return _table(drawing, theme)
    return _figure(name, exhibit, drawing)


def _tile(tile: Tile) -> str:
    tone = {None: "", True: ' class="good"', False: ' class="bad"'}[tile.is_good]
    change = f"<span{tone}>{html.escape(tile.change)}</span>" if tile.change else ""
    note = f"<span>{html.escape(tile.note)}</span>" if tile.note else ""
    return (
        f'<div class="tile"><span>{html.escape(tile.label)}</span>'
        f"<b>{html.escape(tile.value)}</b>{change}{note}</div>"
    )


def _table(table: Table, theme: Theme) -> str:
    """The first rows; a total stands over them, where it is seen however many there are."""
    count = len(table.rows)
    rows = pd.concat([table.rows[-1:], table.rows[:-1]]) if table.has_total else table.rows
    kept = rows.head(_MOST_ROWS)
    head = "".join(
        f"<th{_tone(column)}>{html.escape(column.heading)}</th>" for column in table.columns
    )
    darkest = shades(table)
    columns = [_cells(column, kept, darkest.get(column.name, 0), theme) for column in table.columns]
    lines = ["".join(line) for line in zip(*columns, strict=True)]
    body = "".join(
        f"{_TOTAL if table.has_total and number == 0 else '<tr>'}{line}</tr>"
        for number, line in enumerate(lines)
    )
    more = (
        f'<p class="more">{len(lines):,} of {count:,} rows; the CSV holds all.</p>'
        if count > len(lines)
        else ""
    )
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more}"
    )


def _cells(column: Column, rows: pd.DataFrame, darkest: float, theme: Theme) -> list[str]:
    """The cells of a column; a sentence may take several lines, a name or a number may not."""
    write = theme.writer(column.kind)
    cells = []
    for value in rows[column.name]:
        text = write(value)
        tone = ' class="long"' if len(text) > _LONG else _tone(column)
        shade = theme.shade(value, darkest) if darkest else ""
        style = f' style="{shade}"' if shade else ""
        cells.append(f"<td{tone}{style}>{html.escape(text)}</td>")
    return cells


def _tone(column: Column) -> str:
    return "" if column.kind in _TEXTS else ' class="number"'


def _figure(name: str, exhibit: Exhibit, figure: go.Figure) -> str:
    height = int(figure.layout.height or 360)
    told = str(figure.to_json(engine="json", remove_uids=True)).translate(_IN_A_SCRIPT)
    return (
        f'<div class="figure" id="{name}-figure" role="img" style="height:{height}px"'
        f' aria-label="{html.escape(exhibit.title)}"></div>'
        f'<script type="application/json" id="{name}-figure-json">{told}</script>'
    )


def _tools(name: str, shown: Shown) -> str:
    """The SQL with the values it ran with, and the rows it gave."""
    rows = base64.b64encode(as_csv(shown.rows).encode()).decode()
    ignored = [words for name, words in FILTERS.items() if name in shown.unheeded - {"segment"}]
    note = f"<span>Not filtered by {', '.join(ignored)}.</span>" if ignored else ""
    return (
        f'<div class="tools"><a download="{name}.csv" href="data:text/csv;charset=utf-8;base64,'
        f'{rows}">CSV</a><details><summary>SQL</summary><pre>{html.escape(shown.sql)}</pre>'
        f"</details>{note}</div>"
    )
