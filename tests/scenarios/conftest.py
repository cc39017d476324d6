"""All scenarios share one warehouse, so that dbt runs once.

A scenario module holds `ROWS: dict[str, list[dict]]`, conformed rows per entity, with people,
cookies and ids of its own, and tests that read the marts through the fixture `warehouse`. What
needs rows in a seed beside its own puts them into `RULES` and reads the fixture `ruled_warehouse`.
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
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rows], Warehouse]:
    """Write rows into a warehouse of their own; call `.build()` on it to let dbt run."""

    def write(rows: Rows) -> Warehouse:
        return Warehouse(tmp_path_factory.mktemp("warehouse"), rows)

    return write


@pytest.fixture(scope="session")
def warehouse(new_warehouse: Callable[[Rows], Warehouse], scenario_rows: Rows) -> Warehouse:
    """The warehouse of all scenarios, built."""
    return new_warehouse(scenario_rows).build()


@pytest.fixture(scope="session")
def shuffled_warehouse(
    new_warehouse: Callable[[Rows], Warehouse], scenario_rows: Rows
) -> Warehouse:
    """The same rows, every table in reverse order of arrival: the marts must not differ."""
    return new_warehouse({entity: rows[::-1] for entity, rows in scenario_rows.items()}).build()


@pytest.fixture(scope="session")
def ruled_warehouse(
    new_warehouse: Callable[[Rows], Warehouse],
    scenario_rows: Rows,
) -> Warehouse:
    """The same rows under rules of the modules' own: their `RULES`, rows per seed, are added."""
    return new_warehouse(scenario_rows).build(rules=_told_by_modules("RULES"))
