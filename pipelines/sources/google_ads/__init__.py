"""Google Ads: accounts, campaigns, ad groups, ads, what they cost by day, and the clicks by gclid.

How data flows: an access token from a refresh token; each report is one GAQL query to the REST
method `googleAds:searchStream` (one streamed POST, no paging) per account and stretch of days.
Attributes are read whole every time. Performance is read from `start_date` on the first run, then
again from 30 days before the newest day that had any: Google restates conversions and takes
invalid clicks back, and a row that is gone there goes here. `click_view` is given one day a query,
for the last 90 days; only new days and the last three are asked for again. Costs stay in micros,
days in the account's time zone.

What it needs: a developer token, an OAuth client and a refresh token of a user with access
(`[sources.google_ads]` developer_token, client_id, client_secret, refresh_token), start_date, and
customer_ids; with login_customer_id alone, every active account under that manager is read.
Optional: end_date (default: today where the account is).

Alone: `python -c "from pipelines.runner import land; print(land('google_ads'))"`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dlt
from dlt.extract import DltResource, DltSource

from pipelines import settings
from pipelines.errors import SourceError
from pipelines.landing import Landing, silent
from pipelines.settings import GoogleAdsConnection, SettingsError
from pipelines.sources.google_ads.reports import (
    AD_GROUP,
    AD_GROUP_AD,
    AD_PERFORMANCE,
    CAMPAIGN,
    CAMPAIGN_PERFORMANCE,
    CLICK_VIEW,
    CUSTOMER,
    Report,
)
from pipelines.sources.http import Vendor, patient_session
from pipelines.sources.tokens import RefreshedToken
from pipelines.window import Window

NAME = "Google Ads"
RESTATED = timedelta(days=30)
_DAY = timedelta(days=1)
_STRETCH = timedelta(days=31)  # of one query, so that an answer fits in memory
_CLICK_DAYS = timedelta(days=90)  # the API refuses older days
_CLICKS_AGAIN = timedelta(days=3)

Record = dict[str, Any]
Read = Callable[[Report], Iterator[Record]]


def source(landing: Landing) -> DltSource:
    """Every report as a dlt resource."""
    accounts = Accounts(settings.google_ads(), landing.window, landing.tell)

    def table(report: Report, read: Read) -> DltResource:
        made = landing.table(report.resource, partial(read, report))
        if report.has_vanishing_rows:
            made.apply_hints(columns={"vanished": {"hard_delete": True}})
        return made

    return landing.source(
        *(
            table(report, accounts.attributes)
            for report in (CUSTOMER, CAMPAIGN, AD_GROUP, AD_GROUP_AD)
        ),
        *(table(report, accounts.performance) for report in (AD_PERFORMANCE, CAMPAIGN_PERFORMANCE)),
        table(CLICK_VIEW, accounts.clicks),
    )


class Accounts:
    """The ad accounts of one connection, reached when the first record is asked for."""

    def __init__(
        self,
        connection: GoogleAdsConnection,
        window: Window | None = None,
        tell: Callable[[str], None] = silent,
    ) -> None:
        """`window`: the days to ask for instead of those that are new."""
        self._connection = connection
        self._window = window
        self._tell = tell
        self._start = _day("start_date", connection.start_date)
        self._end = _day("end_date", connection.end_date) if connection.end_date else None

    def attributes(self, report: Report) -> Iterator[Record]:
        """All rows of a report without days."""
        for customer in self._customers:
            yield from (
                self.rows(customer, report)
                if report is not CUSTOMER
                else [self._customers[customer]]
            )

    def performance(self, report: Report) -> Iterator[Record]:
        """A report's rows by day: all since `start_date`, later those that may be restated.

        A day that had rows and has none any more comes as a row marked `vanished`: the merge by day
        deletes what is stored and keeps no such row.
        """
        memory = dlt.current.resource_state()
        for customer in self._customers:
            known = memory.get(customer, {})
            today = self._last_day(customer)
            first, last = self._days_to_read(known, today)
            had = {
                day for day in known.get("days", ()) if first.isoformat() <= day <= last.isoformat()
            }
            days = set()
            for record in self._by_stretch(customer, report, first, last):
                days.add(str(record["date"]))
                yield record
            for day in sorted(had - days):
                yield report.vanished(customer, day)
            oldest_kept = (today - RESTATED - _STRETCH).isoformat()
            kept = {day for day in days if day >= oldest_kept}
            if self._window is None:
                memory[customer] = {
                    "start": self._start.isoformat(),
                    "newest": max(days, default=known.get("newest")),
                    "days": sorted(kept),
                }
            elif known:  # else the first whole reading is still to come
                memory[customer] = known | {"days": sorted(set(known["days"]) - had | kept)}

    def clicks(self, report: Report) -> Iterator[Record]:
        """Clicks, one day a query."""
        memory = dlt.current.resource_state()
        for customer in self._customers:
            last = self._last_day(customer)
            day = max(self._start, last - _CLICK_DAYS + _DAY)
            if self._window:
                day, last = self._click_days(self._window, customer, last)
            elif read_until := memory.get(customer):
                day = max(day, date.fromisoformat(read_until) - _CLICKS_AGAIN + _DAY)
            while day <= last:
                yield from self.rows(customer, report, f"segments.date = '{day}'")
                day += _DAY
            if self._window is None:
                memory[customer] = last.isoformat()

    def _click_days(self, window: Window, customer: str, today: date) -> tuple[date, date]:
        """The days of a window that clicks can be had of, and a word about those that are lost."""
        oldest = today - _CLICK_DAYS + _DAY
        if window.first < oldest:
            lost = min(window.last, oldest - _DAY)
            self._tell(
                f"clicks of {window.first} to {lost} cannot be had again from account {customer}: "
                f"{NAME} gives those of the last {_CLICK_DAYS.days} days; the ones landed stay"
            )
        return max(window.first, oldest), min(window.last, today)

    def rows(self, customer: str, report: Report, condition: str = "") -> Iterator[Record]:
        """The records of one report of one account."""
        for result in self._results(customer, report.query(condition)):
            yield report.flat(result)

    def _days_to_read(self, known: Record, today: date) -> tuple[date, date]:
        if self._window:
            return self._window.first, min(self._window.last, today)
        return self._first_day(known, today), today

    def _first_day(self, known: Record, last: date) -> date:
        """Where reading starts: an earlier `start_date` than before reads all again."""
        if not known.get("newest") or known["start"] > self._start.isoformat():
            return self._start
        newest = min(date.fromisoformat(known["newest"]), last)
        return max(self._start, newest - RESTATED)

    def _by_stretch(
        self, customer: str, report: Report, first: date, last: date
    ) -> Iterator[Record]:
        while first <= last:
            until = min(first + _STRETCH - _DAY, last)
            condition = f"segments.date BETWEEN '{first}' AND '{until}'"
            yield from self.rows(customer, report, condition)
            first = until + _DAY

    def _last_day(self, customer: str) -> date:
        if self._end:
            return self._end
        name = self._customers[customer]["time_zone"] or "UTC"
        try:
            return datetime.now(ZoneInfo(name)).date()
        except (ZoneInfoNotFoundError, ValueError):
            return datetime.now(UTC).date()

    @cached_property
    def _customers(self) -> dict[str, Record]:
        """The row of each account by its id."""
        ids = self._connection.customer_ids or tuple(self._under_manager())
        found = {}
        for customer in ids:
            rows = list(self.rows(customer, CUSTOMER))
            if len(rows) != 1:
                raise SourceError(
                    f"{NAME} says nothing about account {customer}: check customer_ids."
                )
            found[customer] = rows[0]
        return found

    def _under_manager(self) -> Iterator[str]:
        manager = self._connection.login_customer_id
        if manager is None:
            raise SettingsError(
                "google_ads needs customer_ids or login_customer_id: set one under "
                "[sources.google_ads], or as SOURCES__GOOGLE_ADS__CUSTOMER_IDS in the environment."
            )
        query = (
            "SELECT customer_client.id FROM customer_client WHERE customer_client.manager = FALSE "
            "AND customer_client.status = 'ENABLED'"
        )
        for result in self._results(manager, query):
            yield str(result["customerClient"]["id"])

    def _results(self, customer: str, query: str) -> Iterator[Record]:
        path = f"{self._connection.api_version}/customers/{customer}/googleAds:searchStream"
        batches = self._vendor.ask(path, "POST", json={"query": query})
        if not isinstance(batches, list):
            raise SourceError(f"{NAME} answered a query with no list of results: check base_url.")
        for batch in batches:
            yield from batch.get("results", ())

    @cached_property
    def _vendor(self) -> Vendor:
        connection = self._connection
        session = patient_session()
        token = RefreshedToken(
            access_token_url=connection.token_url,
            client_id=connection.client_id,
            client_secret=connection.client_secret,
            refresh_token=connection.refresh_token,
            session=session,
            system=NAME,
            settings="client_id, client_secret and refresh_token under [sources.google_ads]",
        )
        headers = {"developer-token": connection.developer_token}
        if connection.login_customer_id:
            headers["login-customer-id"] = connection.login_customer_id
        return Vendor(NAME, connection.base_url, token, headers, session)


def _day(name: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise SettingsError(
            f"sources.google_ads.{name} is {given!r}: write it as YYYY-MM-DD."
        ) from None
