"""dbt as Dagster calls it."""

from functools import cached_property
from importlib.metadata import version

from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration.dbt_project import DBT_EXECUTABLE, ROOT


class InstalledDbt(DbtCliResource):
    """The dbt of this environment, which knows its version without starting dbt (3 s)."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


def installed_dbt() -> DbtCliResource:
    """Dbt on the project at the root; it logs JSON to Dagster, and to its file what went wrong.

    Writing all of it to the file as well took 5 s a build.
    """
    return InstalledDbt(
        project_dir=str(ROOT),
        profiles_dir=str(ROOT),
        dbt_executable=DBT_EXECUTABLE,
        global_config_flags=["--log-level-file", "warn"],
    )
