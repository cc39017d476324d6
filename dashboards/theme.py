"""How figures look: one template, one colour a channel, one way to write money, rates and days."""

import hashlib
import html
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from dashboards.colours import CHANNELS, OTHERS, OWN_CHANNELS

Kind = Literal[
    "text",
    "money",
    "cents",
    "whole",
    "tenths",
    "credits",
    "percent",
    "rate",
    "days",
    "day",
    "month",
    "yes_no",
]
MISSING = "—"
INK = "#1f2933"
QUIET = "#5f6b7a"
GRID = "#e4e7eb"
ACCENT = "#0072b2"
GOOD = "#00735c"
BAD = "#b3440a"
WARNING = "#e69f00"
_FONT = "'Source Sans Pro', 'Source Sans 3', 'Segoe UI', system-ui, sans-serif"
_LABEL_LENGTH = 30
_DARKEST = (0, 91, 143)  # of shaded cells: white on it is legible from four fifths of its depth on
_WHITE_ON_SHADE = 0.79
_WHOLE = 0.05  # what one decimal would not show
_SIGNS = {
    "AUD": "A$", "BRL": "R$", "CAD": "C$", "CHF": "CHF ", "EUR": "€", "GBP": "£", "INR": "₹",
    "JPY": "¥", "USD": "$",
}  # fmt: skip

TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font={"family": _FONT, "size": 13, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        colorway=OTHERS,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hoverlabel={"bgcolor": "white", "font": {"family": _FONT, "size": 13, "color": INK}},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "title": {"text": ""}},
        xaxis={
            "fixedrange": True,
            "gridcolor": GRID,
            "zerolinecolor": GRID,
            "automargin": True,
            "title": {"text": ""},
        },
        yaxis={
            "fixedrange": True,
            "gridcolor": GRID,
            "zerolinecolor": GRID,
            "automargin": True,
            "title": {"text": ""},
        },
        bargap=0.25,
    )
)


@dataclass(frozen=True)
class Theme:
    """The look of figures in one reporting currency.

    Attributes:
        currency: ISO 4217 code of all money.
    """

    currency: str

    def figure(self, height: int = 360) -> go.Figure:
        """An empty figure in the house's look; `height` in pixels."""
        return go.Figure(layout={"template": TEMPLATE, "height": height, "dragmode": False})

    def colour(self, channel: str) -> str:
        """The colour of a channel: by its name, never by its rank, so that it never changes."""
        if channel in CHANNELS:
            return CHANNELS[channel]
        number = int.from_bytes(hashlib.sha256(channel.encode()).digest()[:4], "big")
        return OWN_CHANNELS[number % len(OWN_CHANNELS)]

    def text(self, name: object, length: int | None = _LABEL_LENGTH) -> str:
        """A name from the data as a label: nothing in it is markup, and it is not too long."""
        whole = " ".join(str(name).split())
        if length is not None and len(whole) > length:
            whole = whole[: length - 1].rstrip() + "…"
        return html.escape(whole, quote=False)

    def labels(self, names: Iterable[str], length: int = _LABEL_LENGTH) -> dict[str, str]:
        """Names as places on an axis: two that shorten to the same get a number each.

        A figure takes equal places for one, and would add up what stands there.
        """
        given: dict[str, str] = {}
        for name in dict.fromkeys(names):
            label, number = self.text(name, length), 1
            while label in given.values():
                number += 1
                label = f"{self.text(name, length - 4)} ({number})"
            given[name] = label
        return given

    @property
    def sign(self) -> str:
        """The currency as it stands before an amount."""
        return _SIGNS.get(self.currency, f"{self.currency} ")

    def money(self, amount: float | None, decimals: int = 0) -> str:
        """An amount in the reporting currency: €1,021,063."""
        if amount is None or _is_missing(amount):
            return MISSING
        minus = "-" if round(amount, decimals) < 0 else ""
        return f"{minus}{self.sign}{abs(amount):,.{decimals}f}"

    def shade(self, value: float | None, darkest: float) -> str:
        """CSS of a cell that is the darker, the nearer its value is to the darkest."""
        if value is None or _is_missing(value) or darkest <= 0 or value <= 0:
            return ""
        part = min(value / darkest, 1.0)
        mixed = [round(255 + (blue - 255) * part) for blue in _DARKEST]
        ink = "white" if part > _WHITE_ON_SHADE else "black"
        return f"background-color: rgb({mixed[0]}, {mixed[1]}, {mixed[2]}); color: {ink}"

    def writer(self, kind: Kind) -> Callable[[Any], str]:
        """How a column of a kind is written."""
        if kind == "money":
            return self.money
        if kind == "cents":
            return lambda amount: self.money(amount, 2)
        return _WRITERS.get(kind, _written)


def whole(number: float | None) -> str:
    """A count: 1,384."""
    return MISSING if number is None or _is_missing(number) else f"{number:,.0f}"


def tenths(number: float | None) -> str:
    """A count that credits are shared in: 26.4."""
    return MISSING if number is None or _is_missing(number) else f"{number:,.1f}"


def shared(number: float | None) -> str:
    """A sum of credits: whole where it is one (121), else with a decimal (26.4)."""
    if number is None or _is_missing(number) or abs(number - round(number)) < _WHOLE:
        return whole(number)
    return tenths(number)


def counted(number: float | None, thing: str) -> str:
    """A sum of credits with what it counts: 1 customer, 26.4 customers."""
    written = shared(number)
    return f"{written} {thing}" if written == "1" else f"{written} {thing}s"


def percent(number: float | None, decimals: int = 0) -> str:
    """A rate, given in percent: 554 %."""
    if number is None or _is_missing(number):
        return MISSING
    return f"{number:,.{decimals}f} %"


def days(number: float | None) -> str:
    """A length of time, given in days: 28.0 days."""
    return MISSING if number is None or _is_missing(number) else f"{number:,.1f} days"


def day(moment: date | None) -> str:
    """A day: 28 Sep 2026."""
    return MISSING if moment is None or _is_missing(moment) else f"{moment.day} {moment:%b %Y}"


def change(now: float | None, before: float | None) -> str | None:
    """How much more than before, in percent; None where there is nothing to compare with."""
    if now is None or before is None or _is_missing(now) or _is_missing(before) or before == 0:
        return None
    percents = (now - before) / abs(before) * 100
    return f"{percents:+,.0f} %"


def _is_missing(value: object) -> bool:
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, float) and math.isnan(value)


def _written(value: object) -> str:
    return "" if value is None or _is_missing(value) else str(value)


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    "whole": whole,
    "tenths": tenths,
    "credits": shared,
    "percent": percent,
    "rate": lambda number: percent(number, 1),
    "days": days,
    "day": day,
    "month": lambda moment: MISSING if _is_missing(moment) else f"{moment:%b %Y}",
    "yes_no": lambda value: MISSING if _is_missing(value) else ("yes" if value else "no"),
}
