"""GAQL, as far as connectors use it: the grammar, after the vendor's own pages."""

from dataclasses import dataclass
from typing import Literal as OneOf

from pipelines.sandbox.query_language import (
    Comparison,
    Condition,
    Joined,
    Ordering,
    QuerySyntaxError,
    Reader,
    joined,
)

_OPERATORS = ("=", "!=", "<=", ">=", "<", ">")


class GaqlError(Exception):
    """A query the vendor refuses: the kind of error, its code, its wording."""

    def __init__(
        self, code: str, message: str, kind: OneOf["queryError", "clickViewError"] = "queryError"
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Query:
    """A parsed query."""

    fields: tuple[str, ...]
    resource: str
    where: tuple[Comparison, ...]
    order: tuple[Ordering, ...]
    limit: int | None

    @property
    def paths(self) -> list[str]:
        """Every field it names anywhere."""
        ordered = [term.field for term in self.order]
        return [*self.fields, *(condition.field for condition in self.where), *ordered]

    @property
    def wants_metrics(self) -> bool:
        """Whether it asks for metrics."""
        return any(path.startswith("metrics.") for path in self.paths)


def parse(text: str) -> Query:
    """Parse one GAQL query.

    Raises:
        GaqlError: UNEXPECTED_INPUT or UNEXPECTED_END_OF_QUERY, in the vendor's wording.
    """
    try:
        return _query(Reader(text))
    except QuerySyntaxError as problem:
        if problem.at >= len(text):
            message = "Error in query: unexpected end of query."
            raise GaqlError("UNEXPECTED_END_OF_QUERY", message) from problem
        message = f"Error in query: unexpected input {problem.found}."
        raise GaqlError("UNEXPECTED_INPUT", message) from problem


def _query(reader: Reader) -> Query:
    reader.expect("SELECT")
    fields = tuple(dict.fromkeys(token.text for token in reader.names()))
    reader.expect("FROM")
    resource = reader.take("name").text
    where: tuple[Comparison, ...] = ()
    if reader.keyword("WHERE"):
        condition: Condition = joined(reader, "AND", lambda: _condition(reader))
        parts = condition.parts if isinstance(condition, Joined) else (condition,)
        where = tuple(part for part in parts if isinstance(part, Comparison))
    order = tuple(reader.orderings()) if reader.keyword("ORDER", "BY") else ()
    limit = reader.count_after("LIMIT")
    if reader.keyword("PARAMETERS"):
        reader.take("name")
        reader.expect("=")
        reader.literal()
    reader.take("end")
    return Query(fields, resource, where, order, limit)


def _condition(reader: Reader) -> Comparison:
    name = reader.take("name")
    field, at = name.text, name.at
    for operator in ("NOT IN", "IN"):
        if reader.keyword(*operator.split()):
            return Comparison(field, operator, reader.list_of_literals(), at)
    for operator in ("NOT LIKE", "LIKE", "DURING"):
        if reader.keyword(*operator.split()):
            return Comparison(field, operator, (reader.literal(),), at)
    for operator in ("IS NOT NULL", "IS NULL"):
        if reader.keyword(*operator.split()):
            return Comparison(field, operator, (), at)
    if reader.keyword("BETWEEN"):
        low = reader.literal()
        reader.expect("AND")
        return Comparison(field, "BETWEEN", (low, reader.literal()), at)
    for symbol in _OPERATORS:
        if reader.keyword(symbol):
            return Comparison(field, symbol, (reader.literal(),), at)
    raise reader.unexpected()
