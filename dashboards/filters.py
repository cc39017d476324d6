"""What a reader may choose, as far as the marts can be cut by it, and what they have chosen."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.queries import query
from dashboards.wording import CONVERSIONS, SEGMENT_TYPES, in_words

ALL = "all"
BASES = {
    "conversion": "Day of the conversion",
    "touch": "Day of the touch",
}
# Which filter each parameter of a query belongs to.
_FILTER_OF = {
    "first_day": "days",
    "last_day": "days",
    "first_day_before": "days",
    "last_day_before": "days",
    "model": "model",
    "basis": "basis",
    "conversion_type": "conversion_type",
    "segment_type": "segment",
    "segment": "segment",
}
_DEFAULT_DAYS = 365
_NO_DAY = date(2000, 1, 1)  # what a widget stands on as long as there are no days


@dataclass(frozen=True)
class Filters:
    """What a reader has chosen.

    Attributes:
        first_day: first day of what is looked at; `last_day` is its last, both within.
        model: attribution model that shares the results.
        basis: `touch` or `conversion`: which date results are booked on.
        conversion_type: what attribution and paths lead to.
        segment_type: what results are cut by, or `all`.
        segment: the one part of it that is looked at; empty for `all`.
    """

    first_day: date
    last_day: date
    model: str
    basis: str
    conversion_type: str
    segment_type: str = ALL
    segment: str = ""

    def parameters(self) -> dict[str, Any]:
        """By name, what queries may ask for: the attributes, and the period before, as long."""
        days = (self.last_day - self.first_day).days + 1
        return asdict(self) | {
            "first_day_before": self.first_day - timedelta(days),
            "last_day_before": self.first_day - timedelta(1),
        }

    def cut_by(self, segment_types: tuple[str, ...]) -> "Filters":
        """These filters on a page that can be cut by certain segments only."""
        if self.segment_type in segment_types:
            return self
        return replace(self, segment_type=ALL, segment="")


@dataclass(frozen=True)
class Choices:
    """What the marts can be cut by.

    Attributes:
        first_day: first day there are figures for; None as long as there are none.
        models: attribution models whose credits may be summed, by name, with their labels.
        conversion_types: by name, with what a reader calls them.
        segments: by type, its parts.
        default_model: what figures are reported by; `default_basis` likewise.
    """

    first_day: date | None
    last_day: date | None
    models: Mapping[str, str]
    conversion_types: Mapping[str, str]
    segments: Mapping[str, tuple[str, ...]]
    default_model: str
    default_basis: str

    def default(self) -> Filters:
        """The last year there is, by the model and basis that are reported."""
        first, last = self.first_day or _NO_DAY, self.last_day or _NO_DAY
        return Filters(
            first_day=max(first, last - timedelta(_DEFAULT_DAYS - 1)),
            last_day=last,
            model=_known(self.default_model, self.models),
            basis=_known(self.default_basis, BASES),
            conversion_type=_known("customer", self.conversion_types),
        )

    def allowed(self, chosen: Mapping[str, str]) -> Filters:
        """Filters from texts, such as those of a link; whatever is not there is as by default."""
        usual = self.default()
        first = _day(chosen.get("first_day"), usual.first_day)
        last = _day(chosen.get("last_day"), usual.last_day)
        earliest, latest = self.first_day or _NO_DAY, self.last_day or _NO_DAY
        first, last = (min(max(day, earliest), latest) for day in (first, last))
        segment_type, segment = chosen.get("segment_type", ALL), chosen.get("segment", "")
        if segment not in self.segments.get(segment_type, ()):
            segment_type, segment = ALL, ""
        return Filters(
            first_day=min(first, last),
            last_day=last,
            model=_known(chosen.get("model", usual.model), self.models, usual.model),
            basis=_known(chosen.get("basis", usual.basis), BASES, usual.basis),
            conversion_type=_known(
                chosen.get("conversion_type", ""), self.conversion_types, usual.conversion_type
            ),
            segment_type=segment_type,
            segment=segment,
        )


def read_choices(
    rows: Callable[[str], pd.DataFrame], default_model: str, default_basis: str
) -> Choices:
    """The choices that marts offer; `rows` answers a query on them."""
    days = rows(query("filters", "days")).iloc[0]
    models = rows(query("filters", "models"))
    types = rows(query("filters", "conversion_types"))
    segments = rows(query("filters", "segments"))
    return Choices(
        first_day=None if pd.isna(days.first_day) else days.first_day.date(),
        last_day=None if pd.isna(days.last_day) else days.last_day.date(),
        models=dict(zip(models.choice, models.label, strict=True)),
        conversion_types={
            name: in_words(name, CONVERSIONS)
            for name in sorted(types.choice, key=lambda name: (_rank(name), name))
        },
        segments={
            kind: tuple(segments.segment[segments.segment_type == kind])
            for kind in SEGMENT_TYPES
            if (segments.segment_type == kind).any()
        },
        default_model=default_model,
        default_basis=default_basis,
    )


def filters_of(parameters: frozenset[str]) -> frozenset[str]:
    """The filters that a query with these parameters heeds."""
    return frozenset(_FILTER_OF[name] for name in parameters)


def _rank(conversion_type: str) -> int:
    """Where a type stands in the funnel; those that are your own come last."""
    known = list(CONVERSIONS)
    return known.index(conversion_type) if conversion_type in known else len(known)


def _known(name: str, known: Mapping[str, str], otherwise: str | None = None) -> str:
    if name in known:
        return name
    return otherwise if otherwise is not None else next(iter(known), "")


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise
