"""The sample company behind the server: opened read-only, revised only in memory.

Endpoints read views of an in-memory database. A revision (a restated day, an edited lead)
replaces the view by a table in memory, so the company's file never changes and every server
starts from the same company.
"""

import hashlib
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.sandbox.company import FINGERPRINT
from pipelines.sandbox.salesforce_objects import quoted

SCHEMAS = ("salesforce", "google_ads")
_PERFORMANCE = ("ad_group_ad_performance", "campaign_performance")


class NoCompanyError(Exception):
    """There is no sample company in the folder."""


@dataclass(frozen=True)
class Facts:
    """What a client's settings need to know about the company."""

    customer_ids: tuple[str, ...]
    manager_id: str
    first_day: date
    last_day: date
    seed: int


class Company:
    """Read access to `company.duckdb`, and revisions of it that live in memory."""

    def __init__(self, folder: Path) -> None:
        """Open the company in `folder`.

        Raises:
            NoCompanyError: when it has not been built.
        """
        path = folder / "company.duckdb"
        if not (path.is_file() and (folder / FINGERPRINT).is_file()):
            raise NoCompanyError(
                f"There is no sample company in {folder}: build it with "
                f"`python -m pipelines.sandbox --folder {folder}` first."
            )
        self._seed = _seed(folder)
        self._connection = duckdb.connect()
        self._revising = threading.Lock()
        self._connection.execute("set TimeZone = 'UTC'")
        literal = str(path.resolve()).replace("'", "''")
        self._connection.execute(f"attach '{literal}' as company (read_only)")
        for schema, table in self._tables():
            self._connection.execute(f"create schema if not exists {schema}")
            self._connection.execute(
                f"create view {schema}.{quoted(table)} as "
                f"select * from company.{schema}.{quoted(table)}"
            )
        self._connection.execute("set enable_external_access = false")
        self.facts = self._facts()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own for one request."""
        return self._connection.cursor()

    def edit(self, table: str, keys: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Change rows in memory, as somebody working in the vendor's tool would.

        Args:
            table: `salesforce.Lead`, `google_ads.campaign`, …
            keys: columns and values that find the rows.
            values: columns and their new values.

        Returns:
            How many rows changed.
        """
        schema, _, name = table.partition(".")
        if (schema, name) not in self._tables():
            raise ValueError(f"There is no table {table} in the sample company.")
        changes = ", ".join(f"{quoted(column)} = ?" for column in values)
        found = " and ".join(f"{quoted(column)} = ?" for column in keys)
        with self._revising, self.cursor() as cursor:
            self._into_memory(cursor, schema, name)
            changed = cursor.execute(
                f"update {schema}.{quoted(name)} set {changes} where {found}",
                [*values.values(), *keys.values()],
            ).fetchone()
        return int(changed[0]) if changed else 0

    def restate(self, days: int, factor: float, without_ads: list[str]) -> None:
        """Restate the metrics of the company's last days, as ad platforms do.

        Cost, conversions and their value are multiplied; the rows of `without_ads` vanish. A
        campaign still costs at least the sum of its ads: its row follows from theirs plus its
        own remainder, both rounded alike.
        """
        with self._revising, self.cursor() as cursor:
            for table in _PERFORMANCE:
                self._into_memory(cursor, "google_ads", table)
            bound = {"days": days, "factor": factor, "gone": without_ads}
            cursor.execute("begin")
            for statement in _RESTATE:
                cursor.execute(
                    statement, {name: bound[name] for name in bound if f"${name}" in statement}
                )
            cursor.execute("commit")

    def _tables(self) -> set[tuple[str, str]]:
        rows = self._connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'company'"
        ).fetchall()
        return {(schema, table) for schema, table in rows if schema in SCHEMAS}

    def _into_memory(self, cursor: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
        view = cursor.execute(
            "select 1 from duckdb_views() where schema_name = ? and view_name = ? "
            "and database_name = 'memory'",
            [schema, table],
        ).fetchone()
        if view:
            name = f"{schema}.{quoted(table)}"
            cursor.execute("begin")
            cursor.execute(f"drop view {name}")
            cursor.execute(f"create table {name} as select * from company.{name}")
            cursor.execute("commit")

    def _facts(self) -> Facts:
        with self.cursor() as cursor:
            accounts = cursor.execute(
                'select cast("customer.id" as varchar), "customer.manager" '
                'from google_ads.customer order by "customer.id"'
            ).fetchall()
            first, last = cursor.execute(
                'select min("segments.date"), max("segments.date") '
                "from google_ads.campaign_performance"
            ).fetchall()[0]
        clients = tuple(account for account, manager in accounts if not manager)
        managers = [account for account, manager in accounts if manager]
        manager = managers[0] if managers else clients[0]
        return Facts(clients, manager, first, last, self._seed)


def _seed(folder: Path) -> int:
    fingerprint: dict[str, int] = json.loads((folder / FINGERPRINT).read_text())
    return fingerprint["seed"]


def vault_key(seed: int) -> str:
    """The key of the sandbox's own vault: the same for the same company, 256 bits, base64."""
    digest = hashlib.sha256(f"Halden Instruments' own vault key, seed {seed}".encode()).digest()
    return urlsafe_b64encode(digest).decode()


_RECENT = """
    "segments.date" > (select max("segments.date") from google_ads.campaign_performance)
        - cast($days as integer)
"""
_RESTATE = (
    f"""
    create or replace temp table campaign_beyond_ads as
    with ads as (
        select "customer.id", "campaign.id", "segments.date",
            sum("metrics.cost_micros") as cost_micros
        from google_ads.ad_group_ad_performance
        group by all
    )
    select "customer.id", "campaign.id", "segments.date",
        "metrics.cost_micros" - coalesce(ads.cost_micros, 0) as cost_micros
    from google_ads.campaign_performance
    left join ads using ("customer.id", "campaign.id", "segments.date")
    where {_RECENT}
    """,
    f"""
    delete from google_ads.ad_group_ad_performance
    where {_RECENT} and list_contains($gone, cast("ad_group_ad.ad.id" as varchar))
    """,
    f"""
    update google_ads.ad_group_ad_performance set
        "metrics.cost_micros" = round("metrics.cost_micros" * cast($factor as double)),
        "metrics.conversions" = "metrics.conversions" * $factor,
        "metrics.conversions_value" = "metrics.conversions_value" * $factor
    where {_RECENT}
    """,
    """
    update google_ads.campaign_performance as campaigns set
        "metrics.cost_micros" = round(beyond.cost_micros * cast($factor as double)) + coalesce((
            select sum(ads."metrics.cost_micros") from google_ads.ad_group_ad_performance as ads
            where ads."customer.id" = beyond."customer.id"
                and ads."campaign.id" = beyond."campaign.id"
                and ads."segments.date" = beyond."segments.date"), 0),
        "metrics.conversions" = "metrics.conversions" * $factor,
        "metrics.conversions_value" = "metrics.conversions_value" * $factor
    from campaign_beyond_ads as beyond
    where campaigns."customer.id" = beyond."customer.id"
        and campaigns."campaign.id" = beyond."campaign.id"
        and campaigns."segments.date" = beyond."segments.date"
    """,
)
