"""All scenarios share one warehouse, so that dbt runs once.

A scenario module holds `ROWS: dict[str, list[dict]]`, conformed rows per entity, with people,
cookies and ids of its own, and tests that read the marts through the fixture `warehouse`. Rows that
it needs in a seed beside the seed's own, about nobody but its own people, are its `RULES`.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.scenarios.warehouse import Rows, Warehouse, merge


def _told_by_modules(name: str) -> Rows:
    modules = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py"))
    return merge(
        getattr(import_module(f"tests.scenarios.{module}"), name, {}) for module in modules
    )


@pytest.fixture(scope="session")
def scenario_rows() -> Rows:
    """The rows of every scenario module, whichever of them run: always the same warehouse."""
    return _told_by_modules("ROWS")


@pytest.fixture(scope="session")
def warehouse(new_warehouse: Callable[[Rows], Warehouse], scenario_rows: Rows) -> Warehouse:
    """The warehouse of all scenarios, built."""
    return new_warehouse(scenario_rows).build(_told_by_modules("RULES"))


@pytest.fixture(scope="session")
def shuffled_warehouse(
    new_warehouse: Callable[[Rows], Warehouse], scenario_rows: Rows
) -> Warehouse:
    """The same rows, every table in reverse order of arrival: the marts must not differ."""
    reverse = {entity: rows[::-1] for entity, rows in scenario_rows.items()}
    return new_warehouse(reverse).build(_told_by_modules("RULES"))
