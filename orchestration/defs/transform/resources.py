"""dbt as Dagster calls it."""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration.dbt_project import DBT, ROOT


class InstalledDbt(DbtCliResource):
    """The dbt of this environment, started only where it builds.

    Dagster's starts it once more to ask its version, which takes 3 s.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ARG002
        """None: for row counts and columns, which we do not ask it for, it would take 2 s."""
        return None


def installed_dbt() -> DbtCliResource:
    """Dbt on the project at the root; it logs JSON to Dagster, and to its file what went wrong."""
    interpreter, *module = DBT
    return InstalledDbt(
        project_dir=str(ROOT),
        profiles_dir=str(ROOT),
        dbt_executable=interpreter,
        global_config_flags=[*module, "--log-level-file", "warn"],
    )
