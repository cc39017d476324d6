"""Tokens and conditions that SOQL and GAQL have in common.

Both vendors' languages are `SELECT … FROM … WHERE … ORDER BY … LIMIT`; they differ in
literals, in what may join conditions, and in how an error is worded. What differs stays in
their own modules.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf

Kind = OneOf["name", "string", "number", "datetime", "date", "symbol", "end"]
Value = str | int | Decimal | bool | date | datetime | None

# In the order they are tried.
_PATTERNS: dict[Kind, str] = {
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)",
    "date": r"\d{4}-\d\d-\d\d",
    "number": r"[+-]?\d+(?:\.\d+)?",
    "name": r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*",
    "string": r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"",
    "symbol": r"<=|>=|!=|<>|[=<>(),]",
}
_KINDS = tuple(_PATTERNS)
_TOKEN = re.compile(r"\s+|" + "|".join(f"({pattern})" for pattern in _PATTERNS.values()), re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Token:
    """One lexical unit and where it starts."""

    kind: Kind
    text: str
    at: int


@dataclass(frozen=True)
class Literal:
    """A value as the query wrote it: its kind, what it means, where it stands."""

    kind: OneOf["string", "number", "datetime", "date", "boolean", "null", "name"]
    value: Value
    at: int


@dataclass(frozen=True)
class Comparison:
    """`field operator values`; the operator is upper case, `IN` and `BETWEEN` have several."""

    field: str
    operator: str
    values: tuple[Literal, ...]
    at: int


@dataclass(frozen=True)
class Joined:
    """Conditions joined by one of `AND`, `OR`."""

    operator: OneOf["AND", "OR"]
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Negated:
    """`NOT condition`."""

    part: "Condition"


Condition = Comparison | Joined | Negated


@dataclass(frozen=True)
class Ordering:
    """One term of `ORDER BY`; nulls is None where the query does not say."""

    field: str
    descending: bool
    nulls: OneOf["FIRST", "LAST"] | None
    at: int


class QuerySyntaxError(Exception):
    """The query does not parse: what stands at `at` was not expected there."""

    def __init__(self, found: str, at: int) -> None:
        super().__init__(found)
        self.found = found
        self.at = at


def tokens(text: str) -> list[Token]:
    """Split a query; the last token is always `end`.

    Raises:
        QuerySyntaxError: at a character no token starts with, or an unclosed string.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise QuerySyntaxError(text[at], at)
        if match.lastindex is not None:
            found.append(Token(_KINDS[match.lastindex - 1], match.group(), at))
        at = match.end()
    found.append(Token("end", "<EOF>", len(text)))
    return found


def unquoted(text: str) -> str:
    """The text of a quoted string, its escapes undone."""
    return re.sub(
        r"\\(.)", lambda seen: _ESCAPES.get(seen[1], seen[1]), text[1:-1], flags=re.DOTALL
    )


class Reader:
    """Walks over the tokens of one query."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next = 0

    @property
    def here(self) -> Token:
        """The token not yet read."""
        return self._tokens[self._next]

    def unexpected(self) -> QuerySyntaxError:
        """The error to raise at the token not yet read."""
        return QuerySyntaxError(self.here.text, self.here.at)

    def take(self, kind: Kind) -> Token:
        """Read a token of this kind or give up."""
        token = self.here
        if token.kind != kind:
            raise self.unexpected()
        if kind != "end":
            self._next += 1
        return token

    def keyword(self, *words: str) -> bool:
        """Read these words (or symbols) if they come next, in any case of letters."""
        ahead = self._tokens[self._next : self._next + len(words)]
        said = [token.text.upper() for token in ahead if token.kind in {"name", "symbol"}]
        if said != list(words):
            return False
        self._next += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Read these words or give up."""
        if not self.keyword(*words):
            raise self.unexpected()

    def names(self) -> list[Token]:
        """Read `name, name, …`."""
        found = [self.take("name")]
        while self.keyword(","):
            found.append(self.take("name"))
        return found

    def literal(self) -> Literal:
        """Read one value."""
        token = self.here
        at = token.at
        if token.kind in {"symbol", "end"}:
            raise self.unexpected()
        self._next += 1
        match token.kind:
            case "string":
                return Literal("string", unquoted(token.text), at)
            case "number":
                whole = re.fullmatch(r"[+-]?\d+", token.text)
                return Literal("number", int(token.text) if whole else Decimal(token.text), at)
            case "datetime":
                return Literal("datetime", _moment(token), at)
            case "date":
                return Literal("date", _day(token), at)
        word = token.text.upper()
        if word in {"TRUE", "FALSE"}:
            return Literal("boolean", word == "TRUE", at)
        return Literal("null", None, at) if word == "NULL" else Literal("name", token.text, at)

    def list_of_literals(self) -> tuple[Literal, ...]:
        """Read `(value, value, …)`."""
        self.expect("(")
        found = [self.literal()]
        while self.keyword(","):
            found.append(self.literal())
        self.expect(")")
        return tuple(found)

    def orderings(self) -> list[Ordering]:
        """Read what follows `ORDER BY`."""
        found = [self._ordering()]
        while self.keyword(","):
            found.append(self._ordering())
        return found

    def _ordering(self) -> Ordering:
        name = self.take("name")
        descending = self.keyword("DESC")
        if not descending:
            self.keyword("ASC")
        nulls: OneOf["FIRST", "LAST"] | None = None
        if self.keyword("NULLS", "FIRST"):
            nulls = "FIRST"
        elif self.keyword("NULLS", "LAST"):
            nulls = "LAST"
        return Ordering(name.text, descending, nulls, name.at)

    def count_after(self, word: str) -> int | None:
        """Read `word n` if it comes next; n is a whole number of rows."""
        if not self.keyword(word):
            return None
        token = self.take("number")
        if not token.text.isdigit():
            raise QuerySyntaxError(token.text, token.at)
        return int(token.text)


def joined(reader: Reader, word: OneOf["AND", "OR"], part: Callable[[], Condition]) -> Condition:
    """Read `part word part …`; one part alone stays itself."""
    parts = [part()]
    while reader.keyword(word):
        parts.append(part())
    return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))


def _moment(token: Token) -> datetime:
    try:
        return datetime.fromisoformat(token.text)
    except ValueError as problem:
        raise QuerySyntaxError(token.text, token.at) from problem


def _day(token: Token) -> date:
    try:
        return date.fromisoformat(token.text)
    except ValueError as problem:
        raise QuerySyntaxError(token.text, token.at) from problem
