"""A parsed GAQL query turned into DuckDB SQL with bound values.

What is refused follows the vendor's "Google Ads Query Language" pages: a query cut by date needs
a finite range of dates, `click_view` exactly one day of the last ninety.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pipelines.sandbox.google_ads_fields import Catalogue, Field, Relation
from pipelines.sandbox.google_ads_gaql import GaqlError, Query
from pipelines.sandbox.query_language import Comparison, Literal, Ordering, Value
from pipelines.sandbox.salesforce_objects import quoted

_OLDEST_CLICK = timedelta(days=90)
_PERIODS = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "LAST_7_DAYS": (7, 1),
            "LAST_14_DAYS": (14, 1), "LAST_30_DAYS": (30, 1)}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """SQL that yields one JSON text per row, and its values."""

    sql: str
    parameters: list[Value]


def plan(query: Query, catalogue: Catalogue, customer_id: str, today: date) -> Plan:
    """Turn a parsed query of one account into SQL.

    Raises:
        GaqlError: in the vendor's codes, for what the account or the resource does not have.
    """
    return _Planner(query, catalogue, today).plan(customer_id)


class _Planner:
    def __init__(self, query: Query, catalogue: Catalogue, today: date) -> None:
        if not catalogue.has(query.resource):
            raise GaqlError(
                "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
                f"Error in FROM clause: '{query.resource}' is not a valid resource name.",
            )
        self._query = query
        self._catalogue = catalogue
        self._today = today
        self._relation: Relation = catalogue.relation(query.resource, query.paths)
        self._parameters: list[Value] = []

    def plan(self, customer_id: str) -> Plan:
        query = self._query
        fields = [self._field(path) for path in query.fields]
        self._check_dates()
        shape = self._shape(fields)
        on_rows = [part for part in query.where if not self._field(part.field).is_metric]
        on_groups = [part for part in query.where if self._field(part.field).is_metric]
        self._parameters.append(int(customer_id))  # values are bound in the order of the text
        filters = " and ".join(['"customer.id" = ?', *map(self._sql, on_rows)])
        sql = f"select {shape} from {self._relation.sql} where {filters}"
        if query.wants_metrics or any(field.is_segment for field in fields):
            keys = self._keys(fields)
            sql += f" group by {', '.join(keys)}" if keys else ""
        if on_groups:
            sql += " having " + " and ".join(map(self._sql, on_groups))
        if query.order:
            sql += " order by " + ", ".join(self._ordering(term) for term in query.order)
        if query.limit is not None:
            sql += f" limit {query.limit}"
        return Plan(sql, self._parameters)

    def _field(self, path: str) -> Field:
        field = self._relation.fields.get(path)
        if field is not None:
            return field
        if self._catalogue.knows(path):
            raise GaqlError(
                "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE",
                f"The following field may not be used with resource '{self._query.resource}': "
                f"'{path}'.",
            )
        raise GaqlError("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{path}'.")

    def _parts(self, fields: list[Field]) -> list[str]:
        """The parts of the answer that carry a resource name."""
        parts = {self._query.resource: None}
        for field in fields:
            names = field.path.split(".")
            parts.update({".".join(names[:n]): None for n in range(1, len(names))})
        return [part for part in parts if self._relation.resource_name_sql(part)]

    def _shape(self, fields: list[Field]) -> str:
        values: dict[str, str] = {}
        for part in self._parts(fields):
            values[f"{part}.resource_name"] = self._relation.resource_name_sql(part) or ""
        values.update({field.path: field.json_sql for field in fields})
        # merging into an empty object leaves out nulls, as the vendor leaves out unset fields
        return f"json_merge_patch('{{}}', to_json({_struct(values)}))"

    def _keys(self, fields: list[Field]) -> list[str]:
        keys = {quoted(field.path): None for field in fields if not field.is_metric}
        for part in self._parts(fields):
            sql = self._relation.resource_name_sql(part) or ""
            keys.update({column: None for column in sql.split(" || ") if column.startswith('"')})
        return list(keys)

    def _ordering(self, term: Ordering) -> str:
        field = self._field(term.field)
        return f"{field.stored_sql} {'desc' if term.descending else 'asc'}"

    def _sql(self, condition: Comparison) -> str:
        field = self._field(condition.field)
        operator = condition.operator
        if operator == "DURING":
            self._parameters.extend(self._period(condition.values[0]))
            return f"{field.stored_sql} between ? and ?"
        self._parameters.extend(_value(field, literal) for literal in condition.values)
        match operator:
            case "IN" | "NOT IN":
                listed = ", ".join("?" * len(condition.values))
                return f"{field.stored_sql} {operator.lower()} ({listed})"
            case "BETWEEN":
                return f"{field.stored_sql} between ? and ?"
            case "IS NULL" | "IS NOT NULL":
                return f"{field.stored_sql} {operator.lower()}"
            case "LIKE" | "NOT LIKE":
                return f"{field.stored_sql} {operator.lower().replace('like', 'ilike')} ?"
        return f"{field.stored_sql} {operator} ?"

    def _period(self, literal: Literal) -> tuple[date, date]:
        if str(literal.value) not in _PERIODS:
            raise GaqlError(
                "INVALID_VALUE_WITH_DURING_OPERATOR",
                f"Invalid value with DURING operator: '{literal.value}'.",
            )
        first, last = _PERIODS[str(literal.value)]
        return self._today - timedelta(days=first), self._today - timedelta(days=last)

    def _check_dates(self) -> None:
        query = self._query
        first, last = self._range()
        if query.resource == "click_view":
            if first is None or first != last:
                raise GaqlError(
                    "EXPECTED_FILTER_ON_A_SINGLE_DAY",
                    "Queries including ClickView must have a filter limiting the results to "
                    "one day.",
                    "clickViewError",
                )
            if first < self._today - _OLDEST_CLICK:
                raise GaqlError(
                    "DATE_TOO_OLD",
                    "Requested date is too old. ClickView queries are limited to the last 90 days.",
                    "clickViewError",
                )
        bounded = any(condition.field == "segments.date" for condition in query.where)
        cut = any(path.startswith("segments.") for path in query.fields)
        if (bounded or cut) and (first is None or last is None):
            raise GaqlError(
                "EXPECTED_FILTERS_ON_DATE_RANGE",
                "Expects filters on the following field to limit a finite date range: "
                "'segments.date'.",
            )
        if first is not None and last is not None and first > last:
            raise GaqlError("DATE_RANGE_TOO_NARROW", "The start date is after the end date.")

    def _range(self) -> tuple[date | None, date | None]:
        """The first and the last day the conditions allow; None where there is no bound."""
        lows: list[date] = []
        highs: list[date] = []
        for condition in self._query.where:
            if condition.field != "segments.date":
                continue
            field = self._field("segments.date")
            if condition.operator == "DURING":
                days: list[date] = list(self._period(condition.values[0]))
            else:
                bounds = [_value(field, literal) for literal in condition.values]
                days = [day for day in bounds if isinstance(day, date)]
            match condition.operator:
                case "=" | "BETWEEN" | "DURING":
                    lows.append(days[0])
                    highs.append(days[-1])
                case ">=":
                    lows.append(days[0])
                case ">":
                    lows.append(days[0] + timedelta(days=1))
                case "<=":
                    highs.append(days[0])
                case "<":
                    highs.append(days[0] - timedelta(days=1))
        return max(lows, default=None), min(highs, default=None)


def _value(field: Field, literal: Literal) -> Value:
    value = literal.value
    if field.column_type == "DATE":
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError as problem:
            raise GaqlError(
                "INVALID_DATE_FORMAT", f"Invalid date format: '{value}'. Expected 'YYYY-MM-DD'."
            ) from problem
    if field.column_type == "VARCHAR":
        return str(value)
    if field.column_type == "BOOLEAN" and isinstance(value, bool):
        return value
    try:
        return Decimal(str(value))
    except ArithmeticError as problem:
        raise GaqlError(
            "BAD_VALUE", f"Error in WHERE clause: invalid value {value} for '{field.path}'."
        ) from problem


def camel(name: str) -> str:
    """`cost_micros` as the REST API spells it."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


def _struct(values: dict[str, str]) -> str:
    """Nested struct SQL out of `{path: sql}`; a part that is not there is null."""
    heads: dict[str, dict[str, str]] = {}
    for path, sql in values.items():
        head, _, rest = path.partition(".")
        heads.setdefault(head, {})[rest] = sql
    parts = []
    for head, inner in heads.items():
        sql = inner[""] if "" in inner else _struct(inner)
        if "" not in inner:
            shown = [inner["resource_name"]] if "resource_name" in inner else inner.values()
            there = " or ".join(f"{value} is not null" for value in shown)
            sql = f"case when {there} then {sql} end"
        parts.append(f"'{camel(head)}': {sql}")
    return "{" + ", ".join(parts) + "}"
