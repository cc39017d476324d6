"""Numbers as people and ledgers write them, as plain numbers the door reads."""

import re

from pipelines.kinds import Unreadable

SPACES = "' \u2019\u00a0\u202f"
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
PLAIN_POINT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
PLAIN_COMMA = re.compile(r"[+-]?([0-9]+(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]{1,3})?")
GROUPED_POINT = re.compile(rf"[+-]?[0-9]{{1,3}}([,{SPACES}][0-9]{{3}})+(\.[0-9]*)?")
GROUPED_COMMA = re.compile(rf"[+-]?[0-9]{{1,3}}([.{SPACES}][0-9]{{3}})+(,[0-9]*)?")
SEPARATORS = re.compile(rf"[{SPACES}]")
# A symbol or code: R$, US$, €, zł, CHF, Fr. and the like.
SYMBOL = r"(?:[^\W\d_]{1,4}\.?)?[^\w\s.,'\u2019()+-]?"
AMOUNT = re.compile(
    rf"{SYMBOL}\s*(?P<open>\()?\s*(?P<sign>[+-])?\s*{SYMBOL}\s*(?P<inner>[+-])?\s*"
    rf"(?P<number>[.,]?[0-9](?:[0-9.,{SPACES}]*[0-9.,])?)"
    rf"\s*(?P<after>-)?\s*{SYMBOL}\s*(?P<close>\))?"
)


def number(cell: str, decimal: str | None = None) -> str:
    """`1,234.5` or, with `decimal` comma, `1.234,5` as `1234.5`.

    Without `decimal`, `1,234` could be thousands or a decimal comma, and is refused.

    Raises:
        Unreadable: it is something else, a number with a symbol included.
    """
    cell = cell.translate(MINUS)
    comma = decimal == "comma"
    plain, grouped = (PLAIN_COMMA, GROUPED_COMMA) if comma else (PLAIN_POINT, GROUPED_POINT)
    if plain.fullmatch(cell):
        return cell.replace(",", ".") if comma else cell
    if not decimal and cell.count(",") == 1 and "." not in cell:
        _decimal_mark(cell.lstrip("+-"))
    if grouped.fullmatch(cell):
        bare = SEPARATORS.sub("", cell)
        return bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    form = "1.234,56" if comma else "1,234.56"
    raise Unreadable(
        f"is not a number such as {form}: see `decimal` and, for currency symbols, `money`"
    )


def money(cell: str, decimal: str | None = None) -> str:
    """An amount as ledgers and shops print it: `R$ 1.234,56` is 1234.56, `(12.00)` is -12.00.

    Of two different separators the last is the decimal one. A single separator followed by exactly
    three digits could be either (`1.234`): it is refused unless `decimal` says which.

    Raises:
        Unreadable: it is no amount, or could be two.
    """
    parts = AMOUNT.fullmatch(cell.translate(MINUS))
    if parts is None or bool(parts["open"]) != bool(parts["close"]):
        raise Unreadable("is not an amount of money")
    signs = [parts[name] for name in ("sign", "inner", "after", "open") if parts[name]]
    if len(signs) > 1:
        raise Unreadable("is not an amount of money: it has two signs")
    text = parts["number"]
    amount = number(text, decimal or _decimal_mark(text))
    return f"-{amount}" if signs and signs[0] in "-(" else amount


def _decimal_mark(text: str) -> str:
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return "comma" if text.rfind(",") > text.rfind(".") else "point"
    if commas > 1 or points > 1:
        return "point" if commas else "comma"
    if not commas and not points:
        return "point"
    mark = "," if commas else "."
    whole, _, after = text.partition(mark)
    if len(after) == 3 and whole.strip("0"):
        raise Unreadable(
            f"could mean thousands or decimals by its '{mark}': "
            "say which with decimal: comma or decimal: point"
        )
    return "comma" if commas else "point"
