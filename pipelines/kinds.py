"""What a vendor's value must look like to pass as text, integer, decimal, time, date or JSON.

Each kind has one strict converter, built once per field. It returns the value as the column holds
it or raises `Unreadable` with the reason; nothing is rounded, cut or guessed on the way. Reasons
never quote the value: they end up in the clear.
"""

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.identifiers import hide_emails, hide_phones, may_hold_email

Converter = Callable[[Any], Any]

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
# The greatest whole number that a JSON number read as a float still says exactly.
_EXACT_IN_FLOAT = 2**53
_LONGEST_NUMBER = 10**39
_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,39}\s*", re.ASCII)
_DECIMAL = re.compile(
    r"\s*[+-]?(?:[0-9]{1,80}(?:\.[0-9]{0,80})?|\.[0-9]{1,80})(?:[eE][+-]?[0-9]{1,3})?\s*", re.ASCII
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False, "": None}
_WIDE = Context(prec=120)
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class Unreadable(Exception):  # noqa: N818 - a verdict on a value, not an error of the program
    """The value is not of its declared kind; the text is the reason, without the value."""


def text(max_length: int) -> Converter:
    """Valid Unicode without NUL, at most `max_length` characters; a number becomes its digits."""

    def convert(value: Any) -> str:
        if type(value) is not str:
            if type(value) is not int or abs(value) >= _LONGEST_NUMBER:
                raise Unreadable("is not a text")
            value = str(value)
        if len(value) > max_length:
            raise Unreadable(f"is longer than {max_length} characters")
        if "\0" in value:
            raise Unreadable("holds a NUL character")
        if not value.isascii():
            _refuse_surrogates(value)
        return str(value)

    return convert


def free_text(max_length: int) -> Converter:
    """A text in which e-mail addresses become `[email]` and phone numbers `[phone]`."""
    as_text = text(max_length)
    return lambda value: hide_phones(hide_emails(as_text(value)))


def integer(bits: int) -> Converter:
    """A whole number that fits; also from its digits, or a float that is exactly one."""
    lowest, highest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def convert(value: Any) -> int | None:
        if type(value) is int:
            number = value
        elif type(value) is str:
            if not _INTEGER.fullmatch(value):
                if not value.strip():
                    return None
                raise Unreadable("is not a whole number")
            number = int(value)
        elif type(value) is float or type(value) is Decimal:
            number = _whole(value)
        else:
            raise Unreadable("is not a whole number")
        if not lowest <= number <= highest:
            raise Unreadable(f"does not fit in {bits} bits")
        return number

    return convert


def _whole(value: float | Decimal) -> int:
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= _LONGEST_NUMBER or number != int(number):
        raise Unreadable("is not a whole number")
    if isinstance(value, float) and abs(value) > _EXACT_IN_FLOAT:
        raise Unreadable("is too large to be exact")
    return int(value)


def decimal(precision: int, scale: int) -> Converter:
    """An exact decimal; text never passes through a float.

    A number given as a float is an approximation already: it is rounded to the scale. A text or a
    decimal with more digits than the column keeps is refused.
    """
    step = Decimal(1).scaleb(-scale)
    limit = Decimal(10) ** (precision - scale)

    def convert(value: Any) -> Decimal | None:
        number = _number(value)
        if number is None:
            return None
        if not -limit < number < limit:
            raise Unreadable(f"has more than {precision - scale} digits before the point")
        kept = number.quantize(step, context=_WIDE)
        if kept != number and (type(value) is not float or abs(kept) >= limit):
            raise Unreadable(f"has more than {scale} digits after the point")
        return kept

    return convert


def double(value: Any) -> float | None:
    """A finite number as a float: for measures, never for money."""
    number = _number(value)
    as_float = None if number is None else float(number)
    if as_float is not None and not math.isfinite(as_float):
        raise Unreadable("is too large")
    return as_float


def _number(value: Any) -> Decimal | None:
    if type(value) is str:
        if _DECIMAL.fullmatch(value):
            return Decimal(value)
        if value.strip():
            raise Unreadable("is not a decimal number")
        return None
    if type(value) is int and abs(value) < _LONGEST_NUMBER:
        return Decimal(value)
    if type(value) not in (float, Decimal):
        raise Unreadable("is not a decimal number")
    if not Decimal(value).is_finite():
        raise Unreadable("is not a finite number")
    return Decimal(repr(value)) if type(value) is float else Decimal(value)


def boolean(value: Any) -> bool | None:
    """True or false, also as these words or as 1 and 0."""
    if type(value) is bool:
        return value
    if type(value) is int and 0 <= value <= 1:
        return value == 1
    if type(value) is str and (word := value.strip().lower()) in _BOOLEANS:
        return _BOOLEANS[word]
    raise Unreadable("is neither true nor false")


def timestamp(zone: str | None) -> Converter:
    """A moment in UTC from ISO 8601 or a datetime.

    Args:
        zone: IANA zone of values that carry no offset; without one they are refused. A time that
            the zone's clocks skip is refused too; of one that they show twice, the first is meant.
    """
    local = ZoneInfo(zone) if zone else None

    def convert(value: Any) -> datetime | None:
        if type(value) is str:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                if not value.strip():
                    return None
                raise Unreadable("is not a time in ISO 8601") from None
        elif isinstance(value, datetime):
            moment = value
        else:
            raise Unreadable("is not a time in ISO 8601")
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise Unreadable(f"lies outside {EARLIEST_YEAR}-{LATEST_YEAR}")
        if moment.tzinfo is None:
            return _from_local(moment, local)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)

    return convert


def _from_local(moment: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        raise Unreadable("has no offset from UTC and its column declares no time zone")
    utc = moment.replace(tzinfo=zone).astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != moment.replace(fold=0):
        raise Unreadable(f"is skipped by the clocks of {zone.key}")
    return utc


def day(value: Any) -> date | None:
    """A date, also as YYYY-MM-DD or as a midnight without offset (a spreadsheet's date)."""
    if type(value) is str:
        if not value.strip():
            return None
        if not _DATE.fullmatch(value):
            raise Unreadable("is not a date (YYYY-MM-DD)")
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise Unreadable("is not a date (YYYY-MM-DD)") from None
    elif isinstance(value, datetime):
        if value.tzinfo is not None or value.time() != time():
            raise Unreadable("is a time, not a date")
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        raise Unreadable("is not a date (YYYY-MM-DD)")
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Unreadable(f"lies outside {EARLIEST_YEAR}-{LATEST_YEAR}")
    return found


def json_text(max_length: int) -> Converter:
    """JSON as text, from an object, a list or JSON text; no NaN, no endless depth."""

    def convert(value: Any) -> str | None:
        written = value
        try:
            if type(value) is str:
                if not value.strip():
                    return None
                _refuse_length(value, max_length)
                value = json.loads(value)
            if type(written) is not str or "\\" in written or "NaN" in written:
                written = _dump(value)
            if may_hold_email(written):
                written = _dump(_without_emails(value))
        except (ValueError, TypeError, RecursionError):
            raise Unreadable("is not JSON") from None
        _refuse_length(written, max_length)
        if "\0" in written:
            raise Unreadable("holds a NUL character")
        _refuse_surrogates(written)
        return str(written)

    return convert


def _dump(value: Any) -> str:
    return _JSON.encode(value)


def _without_emails(value: Any) -> Any:
    # In the values, not in the written JSON: there `\njane@…` would lose half an escape.
    if isinstance(value, str):
        return hide_emails(value)
    if isinstance(value, dict):
        return {hide_emails(str(key)): _without_emails(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_emails(item) for item in value]
    return value


def _refuse_length(value: str, max_length: int) -> None:
    if len(value) > max_length:
        raise Unreadable(f"is longer than {max_length} characters")


def _refuse_surrogates(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unreadable("is not valid Unicode") from None
