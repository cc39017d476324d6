"""What is asked of Google Ads, in GAQL, and what is kept of the answers.

An answer nests camelCase objects (`{"adGroupAd": {"ad": {"id": "55"}}}`) and writes 64-bit integers
as text. `flat` takes the values out by the paths of the query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.resources import Field, Resource

SYSTEM = "google_ads"


@dataclass(frozen=True)
class Report:
    """One raw table and the GAQL that fills it.

    Attributes:
        resource: the raw table.
        origin: the GAQL resource behind FROM.
        paths: GAQL field by column.
        made: columns made from another one's value.
    """

    resource: Resource
    origin: str
    paths: Mapping[str, str]
    made: Mapping[str, Callable[[Any], Any]]

    def query(self, condition: str = "") -> str:
        """The GAQL."""
        fields = ", ".join(dict.fromkeys(self.paths.values()))
        return f"SELECT {fields} FROM {self.origin}" + (f" WHERE {condition}" if condition else "")

    @property
    def has_vanishing_rows(self) -> bool:
        """Whether a day's rows arrive whole, so that what does not come is gone."""
        return bool(self.resource.merge_key)

    def vanished(self, customer: str, day: str) -> dict[str, Any]:
        """A row that stands for a day without any rows; it is never stored."""
        ids = dict.fromkeys(self.resource.key, "-")
        return {**ids, "customer_id": customer, "date": day, "vanished": True}

    def flat(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """The record of one result."""
        record = {column: _value(result, path) for column, path in self.paths.items()}
        for column, make in self.made.items():
            if record[column] is not None:
                record[column] = make(record[column])
        return record


def _value(result: Mapping[str, Any], path: str) -> Any:
    value: Any = result
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        head, *rest = part.split("_")
        value = value.get(head + "".join(word.capitalize() for word in rest))
    return value


def _report(
    table: str,
    origin: str,
    key: str,
    fields: str,
    merge_key: tuple[str, ...] = (),
    **made: Callable[[Any], Any],
) -> Report:
    """`fields`: one a word, `column:kind=gaql.path`."""
    declared, paths = [], {}
    for word in fields.split():
        column, _, rest = word.partition(":")
        kind, _, path = rest.partition("=")
        declared.append(_FIELDS[kind](column))
        paths[column] = path
    if merge_key:
        declared.append(Field("vanished", "boolean"))
    resource = Resource(SYSTEM, table, tuple(key.split()), tuple(declared), merge_key)
    return Report(resource, origin, paths, made)


_FIELDS: dict[str, Callable[[str], Field]] = {
    "text": lambda name: Field(name, "text"),
    "integer": lambda name: Field(name, "integer"),
    "decimal": lambda name: Field(name, "decimal", scale=9),
    "boolean": lambda name: Field(name, "boolean"),
    "date": lambda name: Field(name, "date"),
}


def _day_of(moment: Any) -> Any:
    """The day of `2026-06-01 00:00:00`, which is in the account's time zone like every day here."""
    return moment[:10] if isinstance(moment, str) else moment


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


def _id_behind_tilde(name: Any) -> Any:
    """The ad in `customers/1112223333/adGroupAds/31~51`."""
    return name.rpartition("~")[2] if isinstance(name, str) and "~" in name else None


_METRICS = (
    "date:date=segments.date cost_micros:integer=metrics.cost_micros "
    "impressions:integer=metrics.impressions clicks:integer=metrics.clicks "
    "conversions:decimal=metrics.conversions conversions_value:decimal=metrics.conversions_value"
)

CUSTOMER = _report(
    "customer",
    "customer",
    "id",
    "id:text=customer.id descriptive_name:text=customer.descriptive_name "
    "currency_code:text=customer.currency_code time_zone:text=customer.time_zone "
    "manager:boolean=customer.manager status:text=customer.status",
)
CAMPAIGN = _report(
    "campaign",
    "campaign",
    "customer_id id",
    "customer_id:text=customer.id id:text=campaign.id name:text=campaign.name "
    "status:text=campaign.status "
    "advertising_channel_type:text=campaign.advertising_channel_type "
    "start_date:date=campaign.start_date_time end_date:date=campaign.end_date_time",
    start_date=_day_of,
    end_date=_day_of,
)
AD_GROUP = _report(
    "ad_group",
    "ad_group",
    "customer_id id",
    "customer_id:text=customer.id campaign_id:text=campaign.id id:text=ad_group.id "
    "name:text=ad_group.name status:text=ad_group.status type:text=ad_group.type",
)
AD_GROUP_AD = _report(
    "ad_group_ad",
    "ad_group_ad",
    "customer_id ad_group_id ad_id",
    "customer_id:text=customer.id campaign_id:text=campaign.id ad_group_id:text=ad_group.id "
    "ad_id:text=ad_group_ad.ad.id ad_name:text=ad_group_ad.ad.name "
    "ad_type:text=ad_group_ad.ad.type status:text=ad_group_ad.status "
    "final_url:text=ad_group_ad.ad.final_urls",
    final_url=_first,
)
AD_PERFORMANCE = _report(
    "ad_performance",
    "ad_group_ad",
    "customer_id campaign_id ad_group_id ad_id date",
    "customer_id:text=customer.id campaign_id:text=campaign.id ad_group_id:text=ad_group.id "
    "ad_id:text=ad_group_ad.ad.id " + _METRICS,
    merge_key=("customer_id", "date"),
)
# Performance Max spends without ads: only the campaign's report has all of the spend.
CAMPAIGN_PERFORMANCE = _report(
    "campaign_performance",
    "campaign",
    "customer_id campaign_id date",
    "customer_id:text=customer.id campaign_id:text=campaign.id " + _METRICS,
    merge_key=("customer_id", "date"),
)
CLICK_VIEW = _report(
    "click_view",
    "click_view",
    "customer_id gclid",
    "customer_id:text=customer.id gclid:text=click_view.gclid date:date=segments.date "
    "campaign_id:text=campaign.id ad_group_id:text=ad_group.id "
    "ad_id:text=click_view.ad_group_ad keyword_text:text=click_view.keyword_info.text "
    "keyword_match_type:text=click_view.keyword_info.match_type",
    ad_id=_id_behind_tilde,
)
