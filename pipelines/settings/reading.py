"""Where a value is looked up: the files in .dlt, dlt's variables, the vars of dbt_project.yml."""

import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from pipelines.errors import Explained

PROJECT_ROOT = Path(__file__).resolve().parents[2]
SYSTEM_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class SettingsError(Explained):
    """A setting is wrong: one sentence that names it and says what to do."""


class MissingSetting(SettingsError):  # noqa: N818 - reads as the sentence it raises
    """A setting is absent: one sentence that names it in both forms, file and environment."""


def project_vars() -> dict[str, Any]:
    """`vars:` of dbt_project.yml.

    Raises:
        SettingsError: they cannot be read, or do not say which systems are on.
    """
    project = PROJECT_ROOT / "dbt_project.yml"
    try:
        variables = yaml.safe_load(project.read_text(encoding="utf-8"))["vars"]
        sources = variables["sources"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        sources = None
    if not isinstance(sources, list):
        raise SettingsError(
            f"{project.name} has no readable `vars: sources:` list: say there which systems are on."
        )
    return dict(variables)


def option(name: str) -> Any:
    """A value of `.dlt/config.toml`, or of its variable; None where there is none."""
    return _dlt().config.get(name)


def secret(name: str) -> Any:
    """A value of `.dlt/secrets.toml` or its variable, else of `.dlt/config.toml`."""
    value: Any = _dlt().secrets.get(name)
    return option(name) if value is None else value


@cache
def _dlt() -> ModuleType:
    """dlt, its files read: a second, which who only needs a folder's name can do without.

    Where there is no secrets.toml it asks Streamlit for secrets, and to do so imports all of it.
    Streamlit is hidden from that import unless it runs already.
    """
    import dlt
    from dlt.common.configuration.providers.toml import TomlProviderReadException

    is_there = "streamlit" in sys.modules
    if not is_there:
        sys.modules["streamlit"] = None  # type: ignore[assignment]
    try:
        dlt.secrets.get("sources")
    except TomlProviderReadException as error:
        place = re.search(r"line \d+ col \d+", str(error))  # the rest may quote a secret
        raise SettingsError(
            f".dlt/{error.file_name} is no TOML{f' ({place.group()})' if place else ''}: mend it."
        ) from None
    finally:
        if not is_there:
            del sys.modules["streamlit"]
    return dlt


def needed(system: str, name: str) -> str:
    """A setting that a system cannot do without.

    Raises:
        MissingSetting: it is not there; the sentence says where it may be written.
    """
    value = secret(f"sources.{system}.{name}")
    if value is None or value == "":
        raise MissingSetting(
            f"{system} needs {name}: set it under [sources.{system}] in .dlt/secrets.toml or as "
            f"SOURCES__{system.upper()}__{name.upper()} in the environment."
        )
    return str(value)


def given(system: str, *names: str) -> dict[str, str]:
    """Those of a system's settings that are there."""
    values = {name: secret(f"sources.{system}.{name}") for name in names}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}
