"""What makes a row of an export no event that can be kept, as conditions on its columns."""

from pipelines.sources.ga4.columns import COLUMNS, REQUIRED

LONGEST_TEXT, LONGEST_PARAMS = 10_000, 100_000
"""Characters of a text, and of all other parameters together: an event with more is quarantined.
Google cuts an address at 1,000 and keeps 100 parameters at most."""

_NO_MOMENT = "event_timestamp not between -62135596800000000 and 253402300799999999"
"""Microseconds that lie in no year from 1 to 9999: no engine reads all of them as a moment."""

_TEXTS = {
    **{column.name: LONGEST_TEXT for column in COLUMNS if column.type == "text"},
    "event_params": LONGEST_PARAMS,
}
PROBLEMS: tuple[tuple[str, str, str], ...] = (
    *((f"{name} is null", name, "is missing or unreadable") for name in REQUIRED),
    (_NO_MOMENT, "event_timestamp", "is outside the years 1 to 9999"),
    *(
        (f"length({name}) > {longest}", name, f"is longer than {longest} characters")
        for name, longest in _TEXTS.items()
    ),
    *((f"contains({name}, chr(0))", name, "holds a NUL character") for name in _TEXTS),
)
"""What makes a row no event that can be kept: condition, column and reason; the first counts."""

SUSPICIOUS = " or ".join(
    [
        *(f"{name} is null" for name in REQUIRED),
        _NO_MOMENT,
        f"greatest({', '.join(f'strlen({name})' for name in _TEXTS)}) > {LONGEST_TEXT}",
        *(f"contains({name}, chr(0))" for name in _TEXTS),
    ]
)
"""True of every such row and of few others; takes half the time of asking for each problem."""
