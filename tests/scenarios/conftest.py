"""All scenarios share one warehouse, so that dbt runs once.

A scenario module holds `ROWS: dict[str, list[dict]]`, conformed rows per entity, with people,
cookies and ids of its own, and tests that read the marts through the fixture `warehouse`. Rows that
it needs in a seed beside the seed's own, about nobody but its own people, are its `RULES`.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.target_rows import DECEMBER, TARGETS, Paced
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


@pytest.fixture(scope="session")
def paced_warehouse(
    warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Warehouse]:
    """The warehouse with the targets, as of a day; each day is built once."""
    made: dict[str, Warehouse] = {}

    def as_of(day: str) -> Warehouse:
        if day not in made:
            made[day] = warehouse.copy(tmp_path_factory.mktemp("paced") / "data")
            named = [
                {"metric": metric, "segment_type": "campaign", "segment": f"Targets {campaign}"}
                | {"target": target}
                | period
                for metric, campaign, target, period in TARGETS
            ]
            channel = {"metric": "spend", "segment": "Paid Serach", "target": "1"} | DECEMBER
            made[day].replace("kpi_targets", [*named, channel])
            made[day].dbt(
                *("run", "--select", "int_kpi_targets", "fct_kpi_days", "fct_kpi_pacing"),
                *("--vars", f"{{as_of: '{day}'}}"),
            )
        return made[day]

    return as_of


@pytest.fixture(scope="session")
def paced(paced_warehouse: Callable[[str], Warehouse]) -> Paced:
    """Rows of fct_kpi_pacing as of a day, by metric, campaign and first day of the period."""

    def as_of(day: str) -> dict[tuple[str, str, str], dict[str, Any]]:
        rows = paced_warehouse(day).records("select * from marts.fct_kpi_pacing")
        return {
            (row["metric"], row["segment"].removeprefix("Targets "), str(row["period_start"])): row
            for row in rows
            if row["period_grain"] != "fortnight"
        }

    return as_of
