"""Renders `docs/benchmarks.md` from the results: ratios first, then the figures behind them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tests.benchmarks.results import Cell, Ratio, Result, Table

_INTRODUCTION = """\
# Benchmarks

Written by `make bench` (`make bench EVENTS=50`: other sizes, in millions of events;
`python -m tests.benchmarks --help`: the rest). Each subject says when it was measured.

Read the ratios. Both sides of one were measured in one run, one after the other, on one machine;
seconds depend on the machine and on what else it did. CPU seconds are of all threads, peak memory
is a process's greatest resident size.

Targets of events are for years of 50 million. In smaller ones what dbt takes to run twenty models,
about two seconds with nothing to do, is much of a full build and most of a day.
"""


def page(results: Sequence[Result], meanings: dict[str, tuple[str, str]]) -> str:
    """The whole page.

    Args:
        results: as `load` gives them.
        meanings: per subject, in the order of the page: its title, and what its figures mean.
    """
    parts = [_INTRODUCTION, "## Ratios", _ratios(results, list(meanings))]
    for subject, (title, meaning) in meanings.items():
        found = [result for result in results if result.subject == subject]
        if found:
            parts += [f"## {title}", meaning.strip(), *map(_section, found)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _ratios(results: Sequence[Result], subjects: Sequence[str]) -> str:
    """One row a ratio, one column a size; subjects without sizes have the last column."""
    sizes = sorted({result.size for result in results if result.size is not None})
    columns = [*(f"{size:g} M events" for size in sizes), ""]
    table: dict[tuple[int, str, str], dict[str, Ratio]] = defaultdict(dict)
    for result in results:
        if result.subject not in subjects:
            continue
        column = "" if result.size is None else f"{result.size:g} M events"
        for ratio in result.ratios:
            table[subjects.index(result.subject), ratio.what, ratio.target][column] = ratio
    used = [column for column in columns if any(column in row for row in table.values())]
    rows: list[list[Cell]] = []
    for (_, what, target), found in sorted(table.items(), key=lambda row: row[0][0]):
        rows.append([what, target, *(_told(found.get(column)) for column in used)])
    return _markdown(["what", "target", *(column or "measured" for column in used)], rows)


def _told(ratio: Ratio | None) -> str:
    if ratio is None:
        return ""
    mark = {True: " ✓", False: " ✗", None: ""}[ratio.is_met]
    return f"{_figure(ratio.value)}{ratio.unit}{mark}"


def _section(result: Result) -> str:
    heading = "" if result.size is None else f"### {result.size:g} million events\n\n"
    measured = f"{result.date} · {result.machine} · {result.versions}"
    tables = (_table(table) for table in result.tables)
    return heading + "\n\n".join([f"*{measured}*", *tables])


def _table(table: Table) -> str:
    parts = [f"**{table.title}**" if table.title else "", _markdown(table.columns, table.rows)]
    return "\n\n".join(part for part in [*parts, table.note] if part)


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    listed = list(rows)
    numeric = [
        any(isinstance(row[place], int | float) for row in listed) for place in range(len(columns))
    ]
    lines = [_line(columns), _line(["--:" if one else "---" for one in numeric])]
    return "\n".join(lines + [_line([_figure(cell) for cell in row]) for row in listed])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _figure(value: Cell) -> str:
    """Three digits that matter, and no exponents."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("|", "\\|")
    if isinstance(value, int):
        return f"{value:,}"
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.01 or value == 0 else f"{value:.2g}"
