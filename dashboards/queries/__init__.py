"""The SQL behind the charts: one file an exhibit, in the folder of its page."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

_FOLDER = Path(__file__).parent
# What is no parameter, first: texts, quoted names and comments may hold a dollar sign.
_TOKENS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|\$(?P<name>[a-z_]+)")


def query(page: str, exhibit: str) -> str:
    """The SQL of an exhibit, with its parameters still by name."""
    return (_FOLDER / page / f"{exhibit}.sql").read_text(encoding="utf-8").strip()


def with_values(sql: str, parameters: Mapping[str, object]) -> str:
    """The query with its values written in, to be run in any client of the published file."""

    def written(token: re.Match[str]) -> str:
        name = token["name"]
        return token[0] if name is None else _literal(parameters[name])

    return _TOKENS.sub(written, sql)


def _literal(value: object) -> str:
    quoted = "'" + str(value).replace("'", "''") + "'"
    return f"date {quoted}" if isinstance(value, date) else quoted
