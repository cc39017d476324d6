"""The only reader of the environment: what is on, where data lives, and how vendors are reached.

Nothing is read at import. `load_settings()` reads `CLOSED_LOOP_*` variables, then
`.dlt/config.toml` and `dbt_project.yml`. Vendor settings are read in dlt's way:
`[sources.<system>]` in `.dlt/secrets.toml` or `.dlt/config.toml`, or
`SOURCES__<SYSTEM>__<NAME>` in the environment.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import dlt
import yaml
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipelines.errors import Explained
from pipelines.identifiers import DOTS_IGNORED_BY, TAGS_IGNORED_BY

PROJECT_ROOT = Path(__file__).resolve().parents[1]
SHORTEST_VAULT_KEY = 32
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
_LONGEST_SCHEMA = 40  # PostgreSQL's names end at 63, and ours carry suffixes
DAGSTER_POSTGRES_URL = "DAGSTER__POSTGRES_URL"
"""The environment variable of `postgres_url` under `[dagster]`."""
_SYSTEM_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class SettingsError(Explained):
    """A setting is wrong: one sentence that names it and says what to do."""


class MissingSetting(SettingsError):  # noqa: N818 - reads as the sentence it raises
    """A setting is absent: one sentence that names it in both forms, file and environment."""


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
            if not _SYSTEM_NAME.fullmatch(name):
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


@dataclass(frozen=True)
class SalesforceConnection:
    """One Salesforce org, reached with OAuth client credentials."""

    login_url: str
    client_id: str
    client_secret: str = field(repr=False)
    api_version: str = "v66.0"
    start_date: str | None = None


@dataclass(frozen=True)
class GoogleAdsConnection:
    """Google Ads accounts (ten digits, no hyphens), perhaps below one manager account."""

    developer_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    customer_ids: tuple[str, ...]
    start_date: str
    login_customer_id: str | None = None
    end_date: str | None = None
    base_url: str = "https://googleads.googleapis.com"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    api_version: str = "v25"


@dataclass(frozen=True)
class Ga4Connection:
    """A GA4 BigQuery event export: a folder or any address that fsspec opens."""

    bucket_url: str
    file_glob: str = "**/events_*"


@dataclass(frozen=True)
class PostgresConnection:
    """The database that published marts are copied to, and the schema readers find them in."""

    credentials: str = field(repr=False)  # postgresql://user:password@host:port/database
    schema: str = "marts"


@dataclass(frozen=True)
class Alerts:
    """Where to say that a run failed or a source is stale; nowhere unless it is configured."""

    slack_webhook: str | None = field(default=None, repr=False)
    webhook: str | None = field(default=None, repr=False)
    mail_to: tuple[str, ...] = ()
    mail_from: str = "closed-loop@localhost"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    smtp_starttls: bool = True
    dagster_url: str | None = None

    @property
    def are_wanted(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.slack_webhook or self.webhook or self.mail_to)


def load_settings() -> Settings:
    """Read everything that is not a secret.

    Raises:
        SettingsError: a value cannot be read.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise _cannot_be_used("CLOSED_LOOP_{}", error) from None
    project_vars = _dbt_vars()
    given = settings.model_fields_set
    found: dict[str, Any] = {}
    if "sources" not in given:
        found["sources"] = Settings.model_validate({"sources": project_vars["sources"]}).sources
    if "files_mapping" not in given and (mapping := _option("closed_loop.files_mapping")):
        found["files_mapping"] = Path(mapping)
    if "sandbox" not in given:
        found["sandbox"] = str(_option("closed_loop.sandbox")).lower() == "true"
    for name in {"email_ignore_dots", "email_ignore_tags"} - given:
        found[name] = _domains(name)
    settings = settings.model_copy(update=found)
    if settings.reporting_currency is None:
        currency = _currency_of_files(settings) or project_vars.get("reporting_currency")
        settings = settings.model_copy(update={"reporting_currency": currency})
    return settings


def _domains(name: str) -> tuple[str, ...]:
    listed = _option(f"closed_loop.{name}") or ()
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


def dbt_target_dir() -> Path:
    """Where dbt writes its artifacts: its own variable DBT_TARGET_PATH, else `target`."""
    return _DbtEnvironment().target_path


def vault_key() -> str:
    """The one key that identifier hashes, the vault and the quarantine's seal derive from.

    Raises:
        MissingSetting: no key is given.
        SettingsError: the key is too short to be one.
    """
    key = _environment().vault_key or _secret("closed_loop.vault_key")
    if not key:
        raise MissingSetting(
            "No vault key: set CLOSED_LOOP_VAULT_KEY, or vault_key under [closed_loop] in "
            ".dlt/secrets.toml, to a random text of 32 characters or more "
            "(python -c 'import secrets; print(secrets.token_urlsafe(48))') and keep it safe."
        )
    if len(str(key)) < SHORTEST_VAULT_KEY:
        raise SettingsError(
            f"The vault key is shorter than {SHORTEST_VAULT_KEY} characters: set a random one in "
            "CLOSED_LOOP_VAULT_KEY or as vault_key under [closed_loop] in .dlt/secrets.toml."
        )
    return str(key)


def salesforce() -> SalesforceConnection:
    """How to reach Salesforce."""
    return SalesforceConnection(
        login_url=_needed("salesforce", "login_url").rstrip("/"),
        client_id=_needed("salesforce", "client_id"),
        client_secret=_needed("salesforce", "client_secret"),
        **_given("salesforce", "api_version", "start_date"),
    )


def salesforce_custom_fields() -> dict[str, str]:
    """The org's API names of fields, by the names this project gives them."""
    given = _option("sources.salesforce.custom_fields")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            given = []
    if given is None:
        return {}
    if not isinstance(given, dict) or len(set(given.values())) < len(given):
        raise SettingsError(
            "sources.salesforce.custom_fields (SOURCES__SALESFORCE__CUSTOM_FIELDS) must say once "
            "for each field of yours which of ours it is, such as "
            '{"Google_Click_Id__c": "GCLID__c"}.'
        )
    return {str(ours): str(theirs) for theirs, ours in given.items()}


def google_ads() -> GoogleAdsConnection:
    """How to reach Google Ads."""
    login = _given("google_ads", "login_customer_id")
    return GoogleAdsConnection(
        developer_token=_needed("google_ads", "developer_token"),
        client_id=_needed("google_ads", "client_id"),
        client_secret=_needed("google_ads", "client_secret"),
        refresh_token=_needed("google_ads", "refresh_token"),
        customer_ids=_customer_ids(),
        start_date=_needed("google_ads", "start_date"),
        **{name: value.replace("-", "") for name, value in login.items()},
        **_given("google_ads", "end_date", "base_url", "token_url", "api_version"),
    )


def ga4() -> Ga4Connection:
    """Where the GA4 event export lies."""
    return Ga4Connection(
        bucket_url=_needed("ga4", "bucket_url"),
        **_given("ga4", "file_glob"),
    )


def postgres() -> PostgresConnection | None:
    """Where published marts are copied to; None, as it is at first, when nothing says so.

    Raises:
        SettingsError: the address or the schema's name cannot be one.
    """
    address = _secret("destinations.postgres.credentials")
    if address in (None, ""):
        return None
    if not re.match(r"postgres(ql)?://.*/.", str(address)):
        raise SettingsError(
            "credentials under [destinations.postgres] in .dlt/secrets.toml, or "
            "DESTINATIONS__POSTGRES__CREDENTIALS, must read "
            "postgresql://user:password@host:5432/database."
        )
    schema = str(_secret("destinations.postgres.schema") or "marts")
    if not _SYSTEM_NAME.fullmatch(schema) or len(schema) > _LONGEST_SCHEMA:
        raise SettingsError(
            "schema under [destinations.postgres], or DESTINATIONS__POSTGRES__SCHEMA, must be a "
            f"name of lower case letters, digits and _, of at most {_LONGEST_SCHEMA}."
        )
    return PostgresConnection(str(address), schema)


def freshness_hours() -> dict[str, tuple[float, float]]:
    """By system, and for what is published: after how many hours without news late, and stale.

    Raises:
        SettingsError: the var is no mapping of names to two growing numbers.
    """
    given: Any = _dbt_vars().get("freshness_hours")
    try:
        hours = {str(name): (float(late), float(stale)) for name, (late, stale) in given.items()}
        _check_growing(hours)
    except (AttributeError, TypeError, ValueError):
        raise SettingsError(
            "vars: freshness_hours: in dbt_project.yml must name for each system the hours after "
            "which it is late and stale, the second more than the first: {ga4: [26, 50]}."
        ) from None
    return hours


def _check_growing(hours: dict[str, tuple[float, float]]) -> None:
    if not all(0 < late < stale for late, stale in hours.values()):
        raise ValueError


def alerts() -> Alerts:
    """Who is told of failures: `[alerts]` in the files of .dlt, or ALERTS__… in the environment.

    Raises:
        SettingsError: mail is wanted and no server named, or a value cannot be read.
    """
    names = ("slack_webhook", "webhook", "mail_from", "smtp_host", "smtp_user", "smtp_password")
    found = {name: _secret(f"alerts.{name}") for name in (*names, "dagster_url")}
    texts: dict[str, Any] = {name: str(value) for name, value in found.items() if value}
    listed = _secret("alerts.mail_to") or ()
    mail_to = listed.split(",") if isinstance(listed, str) else listed
    told = Alerts(
        **texts,
        mail_to=tuple(str(one).strip() for one in mail_to if str(one).strip()),
        smtp_port=_port(_secret("alerts.smtp_port") or Alerts.smtp_port),
        smtp_starttls=str(_secret("alerts.smtp_starttls")).lower() != "false",
    )
    if told.mail_to and not told.smtp_host:
        raise MissingSetting(
            "alerts by mail need a server: set smtp_host under [alerts] in .dlt/config.toml or "
            "ALERTS__SMTP_HOST in the environment."
        )
    for name in ("slack_webhook", "webhook"):
        if (url := getattr(told, name)) and not url.startswith(("https://", "http://")):
            raise SettingsError(f"alerts.{name} (ALERTS__{name.upper()}) is no http address.")
    return told


def dagster_postgres_url() -> str | None:
    """The database of Dagster's own records, where they are not files under the data folder."""
    address = _secret("dagster.postgres_url")
    return str(address) if address else None


def _port(given: object) -> int:
    try:
        return int(str(given))
    except ValueError:
        raise SettingsError("alerts.smtp_port (ALERTS__SMTP_PORT) is no number.") from None


class _Environment(BaseSettings):
    """Secrets of ours; apart from Settings, so that printing Settings never shows one."""

    model_config = SettingsConfigDict(env_prefix="CLOSED_LOOP_", extra="ignore")

    vault_key: str | None = None


class _DbtEnvironment(BaseSettings):
    """What dbt itself reads from the environment and we must agree with."""

    model_config = SettingsConfigDict(env_prefix="DBT_", extra="ignore", env_ignore_empty=True)

    target_path: Path = Path("target")


def _environment() -> _Environment:
    return _Environment()


def _dbt_vars() -> dict[str, Any]:
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


def _option(name: str) -> Any:
    return dlt.config.get(name)


def _secret(name: str) -> Any:
    value: Any = dlt.secrets.get(name)
    return dlt.config.get(name) if value is None else value


def _needed(system: str, name: str) -> str:
    value = _secret(f"sources.{system}.{name}")
    if value is None or value == "":
        raise MissingSetting(
            f"{system} needs {name}: set it under [sources.{system}] in .dlt/secrets.toml or as "
            f"SOURCES__{system.upper()}__{name.upper()} in the environment."
        )
    return str(value)


def _given(system: str, *names: str) -> dict[str, str]:
    values = {name: _secret(f"sources.{system}.{name}") for name in names}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def _customer_ids() -> tuple[str, ...]:
    given = _secret("sources.google_ads.customer_ids")
    if not given and _secret("sources.google_ads.login_customer_id"):
        return ()  # every account under the manager
    if given is None:
        _needed("google_ads", "customer_ids")
    listed = given if isinstance(given, list) else re.split(r"[\s,\[\]\"']+", str(given))
    ids = tuple(str(one).replace("-", "") for one in listed if str(one))
    if not ids or not all(re.fullmatch(r"[0-9]{10}", one) for one in ids):
        raise SettingsError(
            "sources.google_ads.customer_ids (SOURCES__GOOGLE_ADS__CUSTOMER_IDS) must list account "
            "numbers of ten digits, such as 1112223333,4445556666."
        )
    return ids
