"""The project's macros run in-process: their SQL on a DuckDB connection, without a dbt project.

dbt gives each macro every other by name, `return` ends one with a value, and `run_query` runs a
statement. That is all the macros of identity ask of it, so a property can try thousands of graphs
on the very statements that dbt runs.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import jinja2

MACROS = Path(__file__).resolve().parents[2] / "macros"
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)


class _Returned(Exception):  # noqa: N818 - no error: how dbt's `return` leaves a macro
    def __init__(self, value: Any) -> None:
        self.value = value


class _Adapter:
    """`adapter.dispatch(name)`: DuckDB's own form of a macro, else the default."""

    def __init__(self, known: dict[str, Any]) -> None:
        self._known = known

    def dispatch(self, name: str, _package: str) -> Any:
        return self._known.get(f"duckdb__{name}") or self._known[f"default__{name}"]

    def quote(self, name: str) -> str:
        return f'"{name}"'


class _Exceptions:
    def raise_compiler_error(self, message: str) -> None:
        raise RuntimeError(message)


class Macros:
    """The macros of some files, by name, bound to a connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *files: str) -> None:
        self._connection = connection
        environment = jinja2.Environment(  # noqa: S701 - SQL, not HTML
            extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined
        )
        self._known: dict[str, Any] = {
            "return": _return,
            "run_query": self._run,
            "exceptions": _Exceptions(),
        }
        self._known["adapter"] = _Adapter(self._known)
        blocks = [block for file in files for block in _MACRO.finditer((MACROS / file).read_text())]
        made: dict[str, Any] = {}
        for block in blocks:  # a template copies its globals: every name must be there before
            self._known[block[1]] = _ending(block[1], made)
        environment.globals.update(self._known)
        for block in blocks:
            made[block[1]] = getattr(environment.from_string(block[0]).module, block[1])
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., Any]:
        called: Callable[..., Any] = self._known[name]
        return called

    def rendered(self, model: str, **known: Any) -> str:
        """The text of a model as SQL; `known` is what else dbt would give it, such as `ref`."""
        return self._environment.from_string(model).render(**known)

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()


class Owner:
    """Stands for a model: scratch tables take its name."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier

    def __str__(self) -> str:
        return self.identifier


def _return(value: Any) -> None:
    raise _Returned(value)


def _ending(name: str, made: dict[str, Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return made[name](*arguments, **named)
        except _Returned as returned:
            return returned.value

    return call
