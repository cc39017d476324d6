"""The only reader of the environment: what is on, where data lives, and how vendors are reached.

Nothing is read at import. `load_settings()` reads `CLOSED_LOOP_*` variables, then
`.dlt/config.toml` and `dbt_project.yml`. Vendor settings are read in dlt's way:
`[sources.<system>]` in `.dlt/secrets.toml` or `.dlt/config.toml`, or
`SOURCES__<SYSTEM>__<NAME>` in the environment.
"""

from pipelines.settings.reading import (
    PROJECT_ROOT,
    MissingSetting,
    SettingsError,
    project_vars,
)
from pipelines.settings.run import (
    SHORTEST_VAULT_KEY,
    Settings,
    dbt_target_dir,
    developer,
    first_day,
    freshness_hours,
    from_environment,
    given_vault_key,
    load_settings,
    vault_key,
)
from pipelines.settings.services import (
    DAGSTER_POSTGRES_URL,
    Alerts,
    PostgresConnection,
    alerts,
    dagster_postgres_url,
    postgres,
)
from pipelines.settings.systems import (
    Ga4Connection,
    GoogleAdsConnection,
    SalesforceConnection,
    ga4,
    google_ads,
    salesforce,
    salesforce_custom_fields,
)

__all__ = [
    "DAGSTER_POSTGRES_URL",
    "PROJECT_ROOT",
    "SHORTEST_VAULT_KEY",
    "Alerts",
    "Ga4Connection",
    "GoogleAdsConnection",
    "MissingSetting",
    "PostgresConnection",
    "SalesforceConnection",
    "Settings",
    "SettingsError",
    "alerts",
    "dagster_postgres_url",
    "dbt_target_dir",
    "developer",
    "first_day",
    "freshness_hours",
    "from_environment",
    "ga4",
    "given_vault_key",
    "google_ads",
    "load_settings",
    "postgres",
    "project_vars",
    "salesforce",
    "salesforce_custom_fields",
    "vault_key",
]
