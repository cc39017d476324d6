"""The filters beside a page: kept from page to page, and in the address, so that links hold."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

import streamlit as st

from dashboards.exhibit import Page
from dashboards.filters import ALL, BASES, Choices, Filters
from dashboards.wording import SEGMENT_TYPES

_OTHER = "Other days"
_PERIODS = {
    "Last 7 days": 7,
    "Last 30 days": 30,
    "Last 90 days": 90,
    "Last 365 days": 365,
    "All days": None,
}
_UNHEEDED = "Makes no difference on this page."
_EVERYTHING = (ALL, "")


def chosen_filters(choices: Choices, page: Page) -> Filters:
    """Draw the filters and give what is chosen; those the page does not heed are greyed out."""
    if "cut" not in st.session_state or "period" not in st.session_state:
        _remember(choices.allowed(st.query_params.to_dict()), choices)
    heeds = page.heeds()
    with st.sidebar:
        first, last = _days(choices, "days" in heeds)
        model = _select("Attribution model", "model", choices.models, "model" in heeds)
        basis = _select("Results are booked on", "basis", BASES, "basis" in heeds)
        conversion_type = _select(
            "Conversion", "conversion_type", choices.conversion_types, "conversion_type" in heeds
        )
        _segment(choices, page, "segment" in heeds)
    segment_type, segment = st.session_state.cut
    filters = Filters(first, last, model, basis, conversion_type, segment_type, segment)
    usual = asdict(choices.default())
    st.query_params.from_dict(
        {name: str(value) for name, value in asdict(filters).items() if value != usual[name]}
    )
    return filters


def _remember(filters: Filters, choices: Choices) -> None:
    if choices.first_day is not None:  # Streamlit forgets a period that a page does not show
        st.session_state.days = (filters.first_day, filters.last_day)
        st.session_state.period = _period(filters.first_day, filters.last_day, choices)
    st.session_state.model = filters.model
    st.session_state.basis = filters.basis
    st.session_state.conversion_type = filters.conversion_type
    st.session_state.cut = (filters.segment_type, filters.segment)


def _days(choices: Choices, is_heeded: bool) -> tuple[date, date]:
    if choices.first_day is None or choices.last_day is None:
        st.caption("There are no days yet.")
        usual = choices.default()
        return usual.first_day, usual.last_day
    st.selectbox(
        "Days",
        [*_PERIODS, _OTHER],
        key="period",
        disabled=not is_heeded,
        on_change=_set_days,
        args=(choices,),
        help=None if is_heeded else _UNHEEDED,
    )
    _follow(choices.first_day, choices.last_day, choices)
    chosen: object = st.date_input(
        "From and to",
        key="days",
        min_value=choices.first_day,
        max_value=choices.last_day,
        format="YYYY-MM-DD",
        disabled=not is_heeded,
        label_visibility="collapsed",
        on_change=_set_period,
        args=(choices,),
    )
    if not isinstance(chosen, tuple) or not chosen:  # cleared by hand
        return choices.first_day, choices.last_day
    return chosen[0], chosen[-1]  # while the second day is being chosen, the first is both


def _follow(first: date, last: date, choices: Choices) -> None:
    """Keep to the period by its name, or to days there still are, when a version is published."""
    if st.session_state.period != _OTHER:
        st.session_state.days = (_first_of(st.session_state.period, choices), last)
    else:
        days = st.session_state.days
        st.session_state.days = tuple(min(max(day, first), last) for day in days)


def _set_days(choices: Choices) -> None:
    """Move the days to those of the period that was chosen."""
    period = st.session_state.period
    if period != _OTHER:
        st.session_state.days = (_first_of(period, choices), choices.last_day)


def _set_period(choices: Choices) -> None:
    """Name the period of the days that were chosen, if it has a name."""
    if days := st.session_state.days:
        st.session_state.period = _period(days[0], days[-1], choices)


def _period(first: date, last: date, choices: Choices) -> str:
    if last == choices.last_day:
        for period in reversed(_PERIODS):
            if _first_of(period, choices) == first:
                return period
    return _OTHER


def _first_of(period: str, choices: Choices) -> date | None:
    length = _PERIODS[period]
    if choices.first_day is None or choices.last_day is None or length is None:
        return choices.first_day
    return max(choices.first_day, choices.last_day - timedelta(length - 1))


def _select(label: str, key: str, words: Mapping[str, str], is_heeded: bool) -> str:
    names = list(words)
    if st.session_state.get(key) not in words:  # a version without it was published meanwhile
        st.session_state[key] = names[0] if names else None
    chosen = st.selectbox(
        label,
        names,
        key=key,
        format_func=lambda name: words.get(name, name),
        disabled=not is_heeded,
        help=None if is_heeded else _UNHEEDED,
    )
    return chosen or ""


def _segment(choices: Choices, page: Page, is_heeded: bool) -> None:
    """One part of what this page can be cut by; what it cannot is kept for other pages."""
    parts = [(kind, part) for kind in page.segment_types for part in choices.segments.get(kind, ())]
    offered = [_EVERYTHING, *parts]
    key = f"cut of {page.name}"
    cut = st.session_state.cut
    st.session_state[key] = cut if cut in offered else _EVERYTHING
    st.selectbox(
        "Segment",
        offered,
        key=key,
        format_func=_segment_in_words,
        disabled=not (is_heeded and parts),
        on_change=_set_cut,
        args=(key,),
        help=None if is_heeded and parts else _UNHEEDED,
    )
    if is_heeded and cut not in offered:
        st.caption("The segment you chose is none that this page can be cut by.")


def _set_cut(key: str) -> None:
    st.session_state.cut = st.session_state[key]


def _segment_in_words(cut: tuple[str, str]) -> str:
    kind, part = cut
    return "Everything" if kind == ALL else f"{SEGMENT_TYPES[kind]}: {part}"
