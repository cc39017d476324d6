"""What a mapping does to one cell: text in, text out, in the form the door reads.

No transform runs code of the mapping. Each raises `Unreadable` with a reason that holds
nothing of the cell, because a cell may be personal and a reason is stored and shown.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pipelines.contracts import Column
from pipelines.kinds import Unreadable
from pipelines.sources.files.mapping import Rule
from pipelines.sources.files.numbers import money, number

Value = str | date | datetime | None
TextStep = Callable[[str], str]
Transform = Callable[[str], Value]

TRUE = {"true", "t", "yes", "y", "1", "on"}
FALSE = {"false", "f", "no", "n", "0", "off"}
# What a spreadsheet shows where a formula failed; nobody meant it as a value.
SPREADSHEET_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
NUMERIC = {"integer", "decimal"}
NO_FRACTION = re.compile(r"\.0*$")
SPACED_ZONE = re.compile(r"(?P<moment>\S+[ T]\S+)\s(?P<zone>Z|UTC|[+-][\d:]+)", re.IGNORECASE)


def transform(rule: Rule, column: Column) -> Transform:
    """The function from a trimmed, non-empty cell to the value the door takes for `column`."""
    steps: list[TextStep] = []
    if rule.split:
        steps.append(_split(rule.split.separator, rule.split.part))
    if rule.map is not None:
        steps.append(_mapped(rule.map))
    steps.append(_no_spreadsheet_error)
    if rule.lower:
        steps.append(str.lower)
    if rule.upper:
        steps.append(str.upper)
    return _chain(steps, _typed(rule, column))


def _no_spreadsheet_error(cell: str) -> str:
    if cell[0] == "#" and cell in SPREADSHEET_ERRORS:
        raise Unreadable(
            f'is the spreadsheet error {cell}: repair it, or say map: {{"{cell}": ""}} for nothing'
        )
    return cell


def _chain(steps: list[TextStep], typed: Transform | None) -> Transform:
    if len(steps) == 1 and typed is None:
        return steps[0]

    def chained(cell: str) -> Value:
        for step in steps:
            cell = step(cell)
            if not cell:
                return None
        return typed(cell) if typed else cell

    return chained


def _split(separator: str, part: int) -> TextStep:
    def split(cell: str) -> str:
        parts = cell.split(separator)
        index = part - 1 if part > 0 else part
        if not -len(parts) <= index < len(parts):
            raise Unreadable(f"has no part {part} between '{separator}'")
        return parts[index].strip()

    return split


def _mapped(values: dict[str, str | None]) -> TextStep:
    return lambda cell: (values.get(cell, cell) or "").strip()


def _typed(rule: Rule, column: Column) -> Transform | None:
    if column.kind in NUMERIC:
        return _numeric(rule, whole=column.kind == "integer")
    if column.kind == "boolean":
        return boolean
    if column.kind in ("timestamp", "date"):
        return _time(rule.date_format, rule.timezone, day_only=column.kind == "date")
    return None


def _numeric(rule: Rule, *, whole: bool) -> Transform:
    read = money if rule.money else number

    def numeric(cell: str) -> str:
        value = read(cell, rule.decimal)
        # Exports write 150.0 for a whole number in a column that has gaps.
        return NO_FRACTION.sub("", value) if whole else value

    return numeric


def boolean(cell: str) -> str:
    """`true` or `false` for the ways people write them."""
    word = cell.lower()
    if word in TRUE:
        return "true"
    if word in FALSE:
        return "false"
    raise Unreadable("is not true or false: write yes or no, true or false, 1 or 0")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _time(date_format: str | None, timezone: str | None, *, day_only: bool) -> Transform:
    zone = _zone(timezone) if timezone else None

    def moment_of(cell: str) -> date | datetime:
        moment = _by_format(cell, date_format) if date_format else _by_iso(cell)
        if day_only:
            return moment.date()
        if moment.tzinfo is None:
            if zone is None:
                return moment.replace(tzinfo=UTC)
            moment = _in_zone(moment, zone)
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise Unreadable("is outside the years 1 to 9999") from None

    return moment_of


def _by_format(cell: str, date_format: str) -> datetime:
    try:
        return datetime.strptime(cell, date_format)  # noqa: DTZ007 - the zone comes after
    except ValueError:
        raise Unreadable(f"is not a date in the form {date_format}") from None


def _by_iso(cell: str) -> datetime:
    # Python reads 20260601 and week dates too, which may as well be numbers or names.
    if cell[4:5] == "-" and cell[7:8] == "-":
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            if found := SPACED_ZONE.fullmatch(cell):
                zone = found["zone"].upper().replace("UTC", "Z")
                return _by_iso(found["moment"] + zone)
    raise Unreadable(
        "is not a date such as 2026-06-01 or 2026-06-01 14:30:00: describe it with date_format"
    )


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` on the clocks of `zone`; of an hour that comes twice, the first."""
    local = moment.replace(tzinfo=zone)
    try:
        exists = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
    except OverflowError:
        raise Unreadable("is outside the years 1 to 9999") from None
    if not exists:
        raise Unreadable(f"is a time that was skipped in {zone.key} when the clocks went forward")
    return local
