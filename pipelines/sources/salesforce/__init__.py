"""Salesforce: leads, contacts, accounts, deals with their history, campaigns and their members.

How data flows: a token by OAuth client credentials; `describe` of each object tells which of the
declared fields the org has and this user may read; `queryAll` (deleted rows too) asks for those,
changed since the last run minus an hour of overlap, in the order of `SystemModstamp` and `Id`;
pages are followed by `nextRecordsUrl`. Rows land in `raw_salesforce.<object>`, a newer version of a
record in place of the older one, a deleted record with `is_deleted`. Fields the org lacks are null.

What it needs: an External Client App (or Connected App) with the client credentials flow and a user
who may read these objects; `[sources.salesforce]` login_url, client_id, client_secret. Optional:
start_date (records changed since, on the first run), and `[sources.salesforce.custom_fields]`,
where `Google_Click_Id__c = "GCLID__c"` says that the org's field is what we call `GCLID__c`.

Alone: `python -c "from pipelines.runner import land; print(land('salesforce'))"`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import dlt
from dlt.common.configuration.specs import configspec
from dlt.extract import DltSource

from pipelines import settings
from pipelines.errors import SourceError
from pipelines.landing import Landing
from pipelines.resources import Resource
from pipelines.settings import SalesforceConnection, SettingsError
from pipelines.sources.http import CountedLinks, Vendor, patient_session
from pipelines.sources.salesforce.objects import CURSOR, CUSTOM_FIELDS, OBJECTS
from pipelines.sources.tokens import RenewedToken
from pipelines.window import Window

SYSTEM = "Salesforce"
# Commits become visible after the stamp they carry: a long transaction, several database nodes.
OVERLAP = timedelta(hours=1)
_PAGE_ROWS = 2_000  # the most the API gives
_FORMULA = "%Y-%m-%dT%H:%M:%S.%fZ"


def source(landing: Landing) -> DltSource:
    """Every object as a dlt resource."""
    org = Org(settings.salesforce(), settings.salesforce_custom_fields())
    window = landing.window
    read = partial(org.changed_in, window) if window else org.changes
    return landing.source(
        *(
            landing.table(resource, partial(read, name, resource))
            for name, resource in OBJECTS.items()
        )
    )


@configspec
class OrgToken(RenewedToken):
    """A token of the client credentials flow; its answer also tells the org's own address."""

    instance_url: str = ""

    def on_token(self, answer: dict[str, Any]) -> None:
        """Keep the org's address."""
        self.instance_url = str(answer.get("instance_url") or self.instance_url).rstrip("/")


class Org:
    """One Salesforce org, reached when the first record is asked for."""

    def __init__(self, connection: SalesforceConnection, custom_fields: Mapping[str, str]) -> None:
        """`custom_fields`: the org's API name of a field, by ours.

        Raises:
            SettingsError: a name of ours is none.
        """
        unknown = custom_fields.keys() - set(CUSTOM_FIELDS)
        if unknown:
            raise SettingsError(
                f"sources.salesforce.custom_fields: {min(unknown)} is no column of ours; these can "
                f"be filled: {', '.join(CUSTOM_FIELDS)}."
            )
        self._connection = connection
        self._custom_fields = custom_fields
        self._vendor: Vendor | None = None

    def changes(self, name: str, resource: Resource) -> Iterator[dict[str, Any]]:
        """Records of an object changed since the last run.

        Args:
            name: the object's API name.
            resource: its raw table.

        Raises:
            SourceError: one sentence.
        """
        state = dlt.current.resource_state()
        newest = state.get(CURSOR, "")
        for record in self.records(name, resource, self._since(newest)):
            newest = max(newest, _stamp_of(record))
            yield record
        if newest:
            # A stamp ahead of the clock must not hide what changes until then.
            state[CURSOR] = min(newest, _written(datetime.now(UTC)))

    def changed_in(self, window: Window, name: str, resource: Resource) -> Iterator[dict[str, Any]]:
        """Records whose last change was on these days (UTC)."""
        since, until = (datetime.combine(one, time(), UTC) for one in (window.first, window.end))
        yield from self.records(name, resource, since, until)

    def records(
        self,
        name: str,
        resource: Resource,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Records of an object, deleted ones too, in the order they changed."""
        asked = self._fields(name, resource)
        for page in self._pages(name, list(dict.fromkeys(asked.values())), since, until):
            for record in page:
                yield {ours: record.get(theirs) for ours, theirs in asked.items()}

    def _since(self, cursor: str | None) -> datetime | None:
        if cursor:
            return datetime.fromisoformat(cursor) - OVERLAP
        given = self._connection.start_date
        if not given:
            return None
        try:
            return datetime.combine(date.fromisoformat(given), time(), UTC)
        except ValueError:
            raise SettingsError(
                f"sources.salesforce.start_date is {given!r}: write it as YYYY-MM-DD."
            ) from None

    def _fields(self, name: str, resource: Resource) -> dict[str, str]:
        """The org's names of the fields it has, by ours."""
        path = f"{self._data_path}/sobjects/{name}/describe"
        described = self._reached().ask(path)
        has = {field.get("name") for field in described.get("fields", ())}
        wanted = {one.name: self._custom_fields.get(one.name, one.name) for one in resource.fields}
        asked = {ours: theirs for ours, theirs in wanted.items() if theirs in has}
        missing = {"Id", CURSOR} - asked.keys()
        if missing:
            raise SourceError(
                f"{SYSTEM} does not let this user read {' and '.join(sorted(missing))} of {name}: "
                f"give the user of the client credentials flow read access to the object."
            )
        return asked

    def _pages(
        self, name: str, fields: list[str], since: datetime | None, until: datetime | None
    ) -> Iterator[list[dict[str, Any]]]:
        bounds = [f"{CURSOR} >= {_written(since)}"] if since else []
        bounds += [f"{CURSOR} < {_written(until)}"] if until else []
        where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
        query = f"SELECT {', '.join(fields)} FROM {name}{where} ORDER BY {CURSOR}, Id"
        return self._reached().pages(
            f"{self._data_path}/queryAll",
            CountedLinks(SYSTEM, "nextRecordsUrl", "done", "totalSize"),
            "records",
            params={"q": query},
            headers={"Sforce-Query-Options": f"batchSize={_PAGE_ROWS}"},
        )

    @property
    def _data_path(self) -> str:
        return f"services/data/{self._connection.api_version}"

    def _reached(self) -> Vendor:
        if self._vendor is None:
            session = patient_session()
            token = OrgToken(
                access_token_url=f"{self._connection.login_url}/services/oauth2/token",
                client_id=self._connection.client_id,
                client_secret=self._connection.client_secret,
                session=session,
                system=SYSTEM,
                settings="login_url, client_id and client_secret under [sources.salesforce]",
            )
            token.obtain_token()
            self._vendor = Vendor(
                SYSTEM, token.instance_url or self._connection.login_url, token, session=session
            )
        return self._vendor


def _stamp_of(record: Mapping[str, Any]) -> str:
    """When the record changed, as the cursor is written; nothing if it does not say so."""
    try:
        return _written(datetime.fromisoformat(str(record.get(CURSOR))))
    except ValueError:
        return ""


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORMULA)[:-4] + "Z"


__all__ = ["Org", "source"]
