"""SOQL, as far as connectors use it, turned into DuckDB SQL with bound values.

The grammar and the meaning are those of the vendor's "SOQL and SOSL Reference": text compares
without regard to case, `!=` and `NOT IN` keep nulls, nulls sort first, dates and times are not
quoted, `AND` and `OR` do not mix without parentheses.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.sandbox.query_language import (
    Comparison,
    Condition,
    Joined,
    Literal,
    Negated,
    Ordering,
    QuerySyntaxError,
    Reader,
    Token,
    Value,
)
from pipelines.sandbox.salesforce_objects import Field, SObject

_COMPARE = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_EXPECTED_LITERALS = {
    "boolean": ("boolean",),
    "date": ("date",),
    "datetime": ("datetime",),
    "int": ("number",),
    "double": ("number",),
    "currency": ("number",),
}


class SoqlError(Exception):
    """A query the vendor refuses: its error code and its wording."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Statement:
    """A parsed query; `fields` is empty for `COUNT()`."""

    text: str
    fields: tuple[Token, ...]
    counts: bool
    source: Token
    where: Condition | None
    order: tuple[Ordering, ...]
    limit: int | None
    offset: int | None


@dataclass(frozen=True)
class Selection:
    """What to run: the fields in the order asked, and the SQL behind `FROM`."""

    fields: tuple[Field, ...]
    clauses: str
    parameters: list[Value]


def parse(text: str) -> Statement:
    """Parse one SOQL query.

    Raises:
        SoqlError: MALFORMED_QUERY, naming the token and its place as the vendor does.
    """
    try:
        return _statement(text)
    except QuerySyntaxError as problem:
        found = "unexpected token: " + (problem.found if problem.found != "<EOF>" else "<EOF>")
        raise SoqlError("MALFORMED_QUERY", _pointed(text, problem.at, found)) from problem


def _statement(text: str) -> Statement:
    reader = Reader(text)
    reader.expect("SELECT")
    counts = reader.keyword("COUNT", "(", ")")
    fields = () if counts else tuple(reader.names())
    reader.expect("FROM")
    source = reader.take("name")
    where = _any_condition(reader) if reader.keyword("WHERE") else None
    order = tuple(reader.orderings()) if reader.keyword("ORDER", "BY") else ()
    limit = reader.count_after("LIMIT")
    offset = reader.count_after("OFFSET")
    reader.take("end")
    return Statement(text, fields, counts, source, where, order, limit, offset)


def _any_condition(reader: Reader) -> Condition:
    first = _one_condition(reader)
    for word in ("AND", "OR"):
        parts = [first]
        while reader.keyword(word):
            parts.append(_one_condition(reader))
        if len(parts) > 1:
            return Joined("AND" if word == "AND" else "OR", tuple(parts))
    return first


def _one_condition(reader: Reader) -> Condition:
    if reader.keyword("NOT"):
        return Negated(_one_condition(reader))
    if reader.keyword("("):
        inner = _any_condition(reader)
        reader.expect(")")
        return inner
    name = reader.take("name")
    for operator in ("NOT IN", "IN"):
        if reader.keyword(*operator.split()):
            return Comparison(name.text, operator, reader.list_of_literals(), name.at)
    if reader.keyword("LIKE"):
        return Comparison(name.text, "LIKE", (reader.literal(),), name.at)
    for symbol in _COMPARE:
        if reader.keyword(symbol):
            return Comparison(name.text, _COMPARE[symbol], (reader.literal(),), name.at)
    raise reader.unexpected()


def select(statement: Statement, sobject: SObject, *, with_deleted: bool) -> Selection:
    """Bind a parsed query to an object of the org.

    Raises:
        SoqlError: INVALID_FIELD for an unknown field or a value of the wrong type.
    """
    return _Binding(statement, sobject).selection(with_deleted=with_deleted)


def unknown_object(statement: Statement) -> SoqlError:
    """The vendor's answer to `FROM` something the org does not have."""
    name = statement.source.text
    message = (
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, "
        "be sure to append the '__c' after the entity name. Please reference your WSDL or the "
        "describe call for the appropriate names."
    )
    return SoqlError("INVALID_TYPE", _pointed(statement.text, statement.source.at, message))


class _Binding:
    def __init__(self, statement: Statement, sobject: SObject) -> None:
        self._statement = statement
        self._sobject = sobject
        self._parameters: list[Value] = []

    def selection(self, *, with_deleted: bool) -> Selection:
        statement = self._statement
        fields = tuple(self._field(token.text, token.at) for token in statement.fields)
        conditions = [self._sql(statement.where)] if statement.where else []
        if not with_deleted and self._sobject.field("IsDeleted"):
            conditions.append('not coalesce("IsDeleted", false)')
        clauses = f"from {self._sobject.relation}"
        if conditions:
            clauses += " where " + " and ".join(conditions)
        if statement.order:
            clauses += " order by " + ", ".join(self._ordering(term) for term in statement.order)
        if statement.limit is not None:
            clauses += f" limit {statement.limit}"
        if statement.offset is not None:
            clauses += f" offset {statement.offset}"
        return Selection(fields, clauses, self._parameters)

    def _field(self, name: str, at: int) -> Field:
        field = self._sobject.field(name)
        if field is not None:
            return field
        if "." in name:
            message = f"Didn't understand relationship '{name.split('.')[0]}' in field path."
        else:
            message = f"No such column '{name}' on entity '{self._sobject.name}'."
        message += (
            " If you are attempting to use a custom field, be sure to append the '__c' after the "
            "custom field name. Please reference your WSDL or the describe call for the "
            "appropriate names."
        )
        raise SoqlError("INVALID_FIELD", _pointed(self._statement.text, at, message))

    def _ordering(self, term: Ordering) -> str:
        field = self._field(term.field, term.at)
        direction = "desc" if term.descending else "asc"
        return f"{field.sql} {direction} nulls {(term.nulls or 'FIRST').lower()}"

    def _sql(self, condition: Condition) -> str:
        match condition:
            case Joined(operator, parts):
                inner = f" {operator.lower()} ".join(self._sql(part) for part in parts)
                return f"({inner})"
            case Negated(part):
                return f"not coalesce({self._sql(part)}, false)"
            case Comparison():
                return self._comparison(condition)

    def _comparison(self, condition: Comparison) -> str:
        field = self._field(condition.field, condition.at)
        values = [self._value(field, literal) for literal in condition.values]
        folded = field.type not in {"id", "reference"} and any(isinstance(v, str) for v in values)
        column = f"lower({field.sql})" if folded else field.sql
        mark = "lower(?)" if folded else "?"
        if condition.operator in {"IN", "NOT IN"}:
            listed = ", ".join([mark] * len(values))
            self._parameters.extend(values)
            inside = f"coalesce({column} in ({listed}), false)"
            return inside if condition.operator == "IN" else f"not {inside}"
        self._parameters.append(values[0])
        match condition.operator:
            case "=":
                return f"{column} is not distinct from {mark}"
            case "!=":
                return f"{column} is distinct from {mark}"
            case "LIKE":
                return rf"{column} like {mark} escape '\'"
        return f"{column} {condition.operator} {mark}"

    def _value(self, field: Field, literal: Literal) -> Value:
        if literal.kind == "null":
            return None
        expected = _EXPECTED_LITERALS.get(field.type, ("string",))
        if literal.kind not in expected:
            quotes = "should be" if expected == ("string",) else "should not be"
            message = (
                f"value of filter criterion for field '{field.name}' must be of type "
                f"{field.type} and {quotes} enclosed in quotes"
            )
            raise SoqlError("INVALID_FIELD", _pointed(self._statement.text, literal.at, message))
        value = literal.value
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None)
        return value


def _pointed(text: str, at: int, message: str) -> str:
    """The vendor's form of an error: the piece of the query, a caret under it, the place."""
    row = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1)
    start = max(0, at - 30)
    piece = text[start : at + 30].replace("\n", " ")
    caret = " " * (at - start) + "^"
    return f"\n{piece}\n{caret}\nERROR at Row:{row}:Column:{column + 1}\n{message}"
