"""What the company's writers share."""

from pathlib import Path


def path_literal(path: Path) -> str:
    """`path` as an SQL text; `copy` and `attach` take no bound parameters."""
    return "'" + str(path).replace("'", "''") + "'"
