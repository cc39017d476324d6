"""What a run needs to know: which systems are on, where data lives, the key of the vault."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipelines.identifiers import DOTS_IGNORED_BY, TAGS_IGNORED_BY
from pipelines.settings.reading import (
    SYSTEM_NAME,
    MissingSetting,
    SettingsError,
    option,
    project_vars,
    secret,
)

SHORTEST_VAULT_KEY = 32
_FOLDER = re.compile(r"[\w-][\w.-]*")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")


class Settings(BaseSettings):
    """What a run needs to know, read once.

    `reporting_currency` is the environment's, else the files mapping's, else the dbt var's.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLOSED_LOOP_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data_dir: Path = Path("data")
    kept_versions: int = Field(default=3, ge=2)  # published ones; a rollback needs the one before
    sources: Annotated[tuple[str, ...], NoDecode] = ()
    files_mapping: Path | None = None
    files_folder: Path | None = None
    sandbox: bool = False
    sandbox_dir: Path = Path(".sandbox")
    sandbox_visitors: int = 20_000
    sandbox_days: int = 120
    sandbox_seed: int = 7
    reporting_currency: str | None = None
    email_ignore_dots: Annotated[tuple[str, ...], NoDecode] = ()
    email_ignore_tags: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("sources", "email_ignore_dots", "email_ignore_tags", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("sources")
    @classmethod
    def _check_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not SYSTEM_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no system's name (lower case letters, digits, _)")
        return tuple(dict.fromkeys(value))

    @field_validator("email_ignore_dots", "email_ignore_tags")
    @classmethod
    def _check_domains(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known = DOTS_IGNORED_BY if info.field_name == "email_ignore_dots" else TAGS_IGNORED_BY
        domains = {one for name in value for one in (known if name == "known" else [name])}
        for name in sorted(domains):
            if not _DOMAIN.fullmatch(name):
                raise ValueError(f"{name!r} is neither a domain, such as gmail.com, nor known")
        return tuple(sorted(domains))

    @property
    def raw_database(self) -> Path:
        """The DuckDB file that dlt writes."""
        return self.data_dir / "raw.duckdb"

    @property
    def dlt_dir(self) -> Path:
        """Where dlt keeps its working folders."""
        return self.data_dir / "dlt"


def from_environment() -> Settings:
    """What variables say, and what holds where they say nothing.

    Raises:
        SettingsError: a value cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise _cannot_be_used("CLOSED_LOOP_{}", error) from None


def load_settings() -> Settings:
    """Read everything that is not a secret.

    Raises:
        SettingsError: a value cannot be read.
    """
    settings = from_environment()
    variables = project_vars()
    given = settings.model_fields_set
    found: dict[str, Any] = {}
    if "sources" not in given:
        found["sources"] = Settings.model_validate({"sources": variables["sources"]}).sources
    if "files_mapping" not in given and (mapping := option("closed_loop.files_mapping")):
        found["files_mapping"] = Path(mapping)
    if "sandbox" not in given:
        found["sandbox"] = str(option("closed_loop.sandbox")).lower() == "true"
    for name in {"email_ignore_dots", "email_ignore_tags"} - given:
        found[name] = _domains(name)
    settings = settings.model_copy(update=found)
    if settings.reporting_currency is None:
        currency = _currency_of_files(settings) or variables.get("reporting_currency")
        settings = settings.model_copy(update={"reporting_currency": currency})
    return settings


def _domains(name: str) -> tuple[str, ...]:
    listed = option(f"closed_loop.{name}") or ()
    try:
        checked = Settings.model_validate(
            {name: listed if isinstance(listed, str) else tuple(listed)}
        )
    except ValidationError as error:
        raise _cannot_be_used("{} under [closed_loop] in .dlt/config.toml", error) from None
    return tuple(getattr(checked, name))


def _cannot_be_used(where: str, error: ValidationError) -> SettingsError:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "?"
    told = where.format(name.upper() if where.startswith("CLOSED_LOOP_") else name)
    return SettingsError(f"{told} cannot be used: {first['msg'].removeprefix('Value error, ')}.")


def _currency_of_files(settings: Settings) -> str | None:
    """The mapping's reporting currency; a mapping that cannot be read is the files source's say."""
    if "files" not in settings.sources or settings.files_mapping is None:
        return None
    try:
        mapping = yaml.safe_load(settings.files_mapping.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    currency = mapping.get("reporting_currency") if isinstance(mapping, dict) else None
    return str(currency) if currency else None


def dbt_target_dir() -> Path:
    """Where dbt writes its artifacts: its own variable DBT_TARGET_PATH, else `target`."""
    return _DbtEnvironment().target_path


def developer() -> str:
    """Whose own warehouse is built: CLOSED_LOOP_DEVELOPER, else who is signed in.

    Raises:
        SettingsError: it is no name that a folder may have.
    """
    environment = _Developer()
    name = environment.closed_loop_developer or environment.user or "developer"
    if not _FOLDER.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot name a folder for your own warehouse: set CLOSED_LOOP_DEVELOPER to a "
            "name of letters, digits, dots, dashes and underscores."
        )
    return name


def given_vault_key() -> str | None:
    """The vault's key as given in the environment or .dlt/secrets.toml; None where it was not."""
    key = _environment().vault_key or secret("closed_loop.vault_key")
    return str(key) if key else None


def vault_key() -> str:
    """The one key that identifier hashes, the vault and the quarantine's seal derive from.

    Raises:
        MissingSetting: no key is given.
        SettingsError: the key is too short to be one.
    """
    key = given_vault_key()
    if not key:
        raise MissingSetting(
            "No vault key: set CLOSED_LOOP_VAULT_KEY, or vault_key under [closed_loop] in "
            ".dlt/secrets.toml, to a random text of 32 characters or more "
            "(python -c 'import secrets; print(secrets.token_urlsafe(48))') and keep it safe."
        )
    if len(key) < SHORTEST_VAULT_KEY:
        raise SettingsError(
            f"The vault key is shorter than {SHORTEST_VAULT_KEY} characters: set a random one in "
            "CLOSED_LOOP_VAULT_KEY or as vault_key under [closed_loop] in .dlt/secrets.toml."
        )
    return key


def freshness_hours() -> dict[str, tuple[float, float]]:
    """By system, and for what is published: after how many hours without news late, and stale.

    Raises:
        SettingsError: the var is no mapping of names to two growing numbers.
    """
    given: Any = project_vars().get("freshness_hours")
    try:
        hours = {str(name): (float(late), float(stale)) for name, (late, stale) in given.items()}
        _check_growing(hours)
    except (AttributeError, TypeError, ValueError):
        raise SettingsError(
            "vars: freshness_hours: in dbt_project.yml must name for each system the hours after "
            "which it is late and stale, the second more than the first: {ga4: [26, 50]}."
        ) from None
    return hours


def first_day() -> date:
    """The first day that can be landed again from Dagster's pages.

    Raises:
        SettingsError: the var is no day.
    """
    given = project_vars().get("first_day")
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise SettingsError(
            "vars: first_day: in dbt_project.yml must be the first day that can be landed again, "
            f"written as 2024-01-01; it is {given!r}."
        ) from None


def _check_growing(hours: dict[str, tuple[float, float]]) -> None:
    if not all(0 < late < stale for late, stale in hours.values()):
        raise ValueError


class _Environment(BaseSettings):
    """Secrets of ours; apart from Settings, so that printing Settings never shows one."""

    model_config = SettingsConfigDict(env_prefix="CLOSED_LOOP_", extra="ignore")

    vault_key: str | None = None


class _Developer(BaseSettings):
    """Who works here; profiles.yml reads the same."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    closed_loop_developer: str | None = None
    user: str | None = None


class _DbtEnvironment(BaseSettings):
    """What dbt itself reads from the environment and we must agree with."""

    model_config = SettingsConfigDict(env_prefix="DBT_", extra="ignore", env_ignore_empty=True)

    target_path: Path = Path("target")


def _environment() -> _Environment:
    return _Environment()
