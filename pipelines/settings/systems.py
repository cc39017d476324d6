"""How vendors are reached: `[sources.<system>]`, or `SOURCES__<SYSTEM>__<NAME>`."""

import json
import re
from dataclasses import dataclass, field

from pipelines.settings.reading import SettingsError, given, needed, option, secret


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


def salesforce() -> SalesforceConnection:
    """How to reach Salesforce."""
    return SalesforceConnection(
        login_url=needed("salesforce", "login_url").rstrip("/"),
        client_id=needed("salesforce", "client_id"),
        client_secret=needed("salesforce", "client_secret"),
        **given("salesforce", "api_version", "start_date"),
    )


def salesforce_custom_fields() -> dict[str, str]:
    """The org's API names of fields, by the names this project gives them."""
    fields = option("sources.salesforce.custom_fields")
    if isinstance(fields, str):
        try:
            fields = json.loads(fields)
        except json.JSONDecodeError:
            fields = []
    if fields is None:
        return {}
    if not isinstance(fields, dict) or len(set(fields.values())) < len(fields):
        raise SettingsError(
            "sources.salesforce.custom_fields (SOURCES__SALESFORCE__CUSTOM_FIELDS) must say once "
            "for each field of yours which of ours it is, such as "
            '{"Google_Click_Id__c": "GCLID__c"}.'
        )
    return {str(ours): str(theirs) for theirs, ours in fields.items()}


def google_ads() -> GoogleAdsConnection:
    """How to reach Google Ads."""
    login = given("google_ads", "login_customer_id")
    return GoogleAdsConnection(
        developer_token=needed("google_ads", "developer_token"),
        client_id=needed("google_ads", "client_id"),
        client_secret=needed("google_ads", "client_secret"),
        refresh_token=needed("google_ads", "refresh_token"),
        customer_ids=_customer_ids(),
        start_date=needed("google_ads", "start_date"),
        **{name: value.replace("-", "") for name, value in login.items()},
        **given("google_ads", "end_date", "base_url", "token_url", "api_version"),
    )


def ga4() -> Ga4Connection:
    """Where the GA4 event export lies."""
    return Ga4Connection(
        bucket_url=needed("ga4", "bucket_url"),
        **given("ga4", "file_glob"),
    )


def _customer_ids() -> tuple[str, ...]:
    given = secret("sources.google_ads.customer_ids")
    if not given and secret("sources.google_ads.login_customer_id"):
        return ()  # every account under the manager
    if given is None:
        needed("google_ads", "customer_ids")
    listed = given if isinstance(given, list) else re.split(r"[\s,\[\]\"']+", str(given))
    ids = tuple(str(one).replace("-", "") for one in listed if str(one))
    if not ids or not all(re.fullmatch(r"[0-9]{10}", one) for one in ids):
        raise SettingsError(
            "sources.google_ads.customer_ids (SOURCES__GOOGLE_ADS__CUSTOMER_IDS) must list account "
            "numbers of ten digits, such as 1112223333,4445556666."
        )
    return ids
