"""What else the road may speak to, off at first: PostgreSQL, alerts, Dagster's records."""

import re
from dataclasses import dataclass, field
from typing import Any

from pipelines.settings.reading import SYSTEM_NAME, MissingSetting, SettingsError, secret

DAGSTER_POSTGRES_URL = "DAGSTER__POSTGRES_URL"
"""The environment variable of `postgres_url` under `[dagster]`."""
_LONGEST_SCHEMA = 40  # PostgreSQL's names end at 63, and ours carry suffixes


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


def postgres() -> PostgresConnection | None:
    """Where published marts are copied to; None, as it is at first, when nothing says so.

    Raises:
        SettingsError: the address or the schema's name cannot be one.
    """
    address = secret("destinations.postgres.credentials")
    if address in (None, ""):
        return None
    if not re.match(r"postgres(ql)?://.*/.", str(address)):
        raise SettingsError(
            "credentials under [destinations.postgres] in .dlt/secrets.toml, or "
            "DESTINATIONS__POSTGRES__CREDENTIALS, must read "
            "postgresql://user:password@host:5432/database."
        )
    schema = str(secret("destinations.postgres.schema") or "marts")
    if not SYSTEM_NAME.fullmatch(schema) or len(schema) > _LONGEST_SCHEMA:
        raise SettingsError(
            "schema under [destinations.postgres], or DESTINATIONS__POSTGRES__SCHEMA, must be a "
            f"name of lower case letters, digits and _, of at most {_LONGEST_SCHEMA}."
        )
    return PostgresConnection(str(address), schema)


def alerts() -> Alerts:
    """Who is told of failures: `[alerts]` in the files of .dlt, or ALERTS__… in the environment.

    Raises:
        SettingsError: mail is wanted and no server named, or a value cannot be read.
    """
    names = ("slack_webhook", "webhook", "mail_from", "smtp_host", "smtp_user", "smtp_password")
    found = {name: secret(f"alerts.{name}") for name in (*names, "dagster_url")}
    texts: dict[str, Any] = {name: str(value) for name, value in found.items() if value}
    listed = secret("alerts.mail_to") or ()
    mail_to = listed.split(",") if isinstance(listed, str) else listed
    told = Alerts(
        **texts,
        mail_to=tuple(str(one).strip() for one in mail_to if str(one).strip()),
        smtp_port=_port(secret("alerts.smtp_port") or Alerts.smtp_port),
        smtp_starttls=str(secret("alerts.smtp_starttls")).lower() != "false",
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
    address = secret("dagster.postgres_url")
    return str(address) if address else None


def _port(given: object) -> int:
    try:
        return int(str(given))
    except ValueError:
        raise SettingsError("alerts.smtp_port (ALERTS__SMTP_PORT) is no number.") from None
