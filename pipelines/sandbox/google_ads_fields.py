"""What can be asked of the ad accounts: resources, fields, and the relations behind them.

The sample company keeps one table per resource whose columns are GAQL field paths, so a
resource's fields are its table's columns. `campaign_performance` and `ad_group_ad_performance`
stand behind the same resources once metrics or segments are asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.sandbox.salesforce_objects import quoted

# resource asked for -> the table of its attributes, the table of its metrics
_TABLES = {
    "customer": ("customer", "campaign_performance"),
    "customer_client": ("customer_client", None),
    "campaign": ("campaign", "campaign_performance"),
    "ad_group": ("ad_group", "ad_group_ad_performance"),
    "ad_group_ad": ("ad_group_ad", "ad_group_ad_performance"),
    "click_view": (None, "click_view"),
}
# part of an answer -> its resource name, with the fields it is made of
_RESOURCE_NAMES = {
    "customer": "customers/{customer.id}",
    "customer_client": "customers/{customer.id}/customerClients/{customer_client.id}",
    "campaign": "customers/{customer.id}/campaigns/{campaign.id}",
    "ad_group": "customers/{customer.id}/adGroups/{ad_group.id}",
    "ad_group_ad": "customers/{customer.id}/adGroupAds/{ad_group.id}~{ad_group_ad.ad.id}",
    "ad_group_ad.ad": "customers/{customer.id}/ads/{ad_group_ad.ad.id}",
    "click_view": "customers/{customer.id}/clickViews/{segments.date}~{click_view.gclid}",
}
_CUSTOMER_CLIENT = """
    (select
        {manager} as "customer.id",
        "customer.id" as "customer_client.id",
        'customers/' || "customer.id" as "customer_client.client_customer",
        "customer.descriptive_name" as "customer_client.descriptive_name",
        "customer.currency_code" as "customer_client.currency_code",
        "customer.time_zone" as "customer_client.time_zone",
        "customer.manager" as "customer_client.manager",
        "customer.status" as "customer_client.status",
        cast(case when "customer.id" = {manager} then 0 else 1 end as bigint)
            as "customer_client.level",
        false as "customer_client.hidden",
        false as "customer_client.test_account"
    from google_ads.customer
    union all
    select
        "customer.id", "customer.id", 'customers/' || "customer.id",
        "customer.descriptive_name", "customer.currency_code", "customer.time_zone",
        "customer.manager", "customer.status", 0, false, false
    from google_ads.customer
    where not "customer.manager")
"""


@dataclass(frozen=True)
class Field:
    """One field: its path, and how its value is written in JSON."""

    path: str
    column_type: str

    @property
    def is_metric(self) -> bool:
        """Whether it adds up over rows."""
        return self.path.startswith("metrics.")

    @property
    def is_segment(self) -> bool:
        """Whether it cuts metrics into rows."""
        return self.path.startswith("segments.")

    @property
    def stored_sql(self) -> str:
        """SQL for the value itself; metrics are summed over what is not asked for."""
        if not self.is_metric:
            return quoted(self.path)
        kind = "bigint" if self.column_type == "BIGINT" else "double"
        return f"cast(sum({quoted(self.path)}) as {kind})"

    @property
    def json_sql(self) -> str:
        """SQL for the value as the REST API writes it: 64-bit integers and dates as text."""
        if self.column_type in {"BIGINT", "HUGEINT", "UBIGINT", "INTEGER", "DATE"}:
            return f"cast({self.stored_sql} as varchar)"
        if self.column_type.startswith("DECIMAL"):
            return f"cast({self.stored_sql} as double)"
        return self.stored_sql


@dataclass(frozen=True)
class Relation:
    """Rows that answer a resource: SQL behind `from`, and the fields in it."""

    sql: str
    fields: dict[str, Field]

    def resource_name_sql(self, part: str) -> str | None:
        """SQL for the `resourceName` of one part of the answer, if it has one."""
        template = _RESOURCE_NAMES.get(part)
        if template is None:
            return None
        literal = template.replace("{", "' || \"").replace("}", "\" || '")
        return f"'{literal}'".removesuffix(" || ''")


class Catalogue:
    """All resources of the sample company's ad accounts."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, manager_id: str) -> None:
        self._attributes: dict[str, Relation] = {}
        self._performance: dict[str, Relation] = {}
        tables = _columns(connection)
        customer_client = _CUSTOMER_CLIENT.format(manager=int(manager_id))
        for resource, (attributes, performance) in _TABLES.items():
            if resource == "customer_client":
                described = connection.execute(f"describe from {customer_client}").fetchall()
                fields = _fields((row[0], row[1]) for row in described)
                self._attributes[resource] = Relation(customer_client, fields)
                continue
            if attributes in tables:
                self._attributes[resource] = _relation(attributes, tables)
            if performance in tables:
                self._performance[resource] = _relation(performance, tables)
        relations = [*self._attributes.values(), *self._performance.values()]
        self._known = {path for relation in relations for path in relation.fields}

    def has(self, resource: str) -> bool:
        """Whether `FROM resource` is possible."""
        return resource in self._attributes or resource in self._performance

    def knows(self, path: str) -> bool:
        """Whether any resource has this field."""
        return path in self._known

    def relation(self, resource: str, paths: Iterable[str]) -> Relation:
        """The rows of a resource: by day and with metrics only where those are asked for."""
        performance = self._performance.get(resource)
        asked = any(path.startswith(("metrics.", "segments.")) for path in paths)
        if performance is not None and (asked or resource not in self._attributes):
            return performance
        return self._attributes[resource]


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = 'company' and schema_name = 'google_ads'
        order by table_name, column_index
        """
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def _relation(table: str, tables: dict[str, dict[str, str]]) -> Relation:
    """A table and, as with the vendor, the attributes of the account its rows belong to."""
    columns = dict(tables[table])
    added = {name: kind for name, kind in tables["customer"].items() if name not in columns}
    if not added:
        return Relation(f"google_ads.{table}", _fields(columns.items()))
    listed = ", ".join(f"account.{quoted(name)}" for name in added)
    sql = (
        f"(select facts.*, {listed} from google_ads.{table} as facts "
        'left join google_ads.customer as account using ("customer.id"))'
    )
    return Relation(sql, _fields({**columns, **added}.items()))


def _fields(columns: Iterable[tuple[str, str]]) -> dict[str, Field]:
    return {name: Field(name, kind) for name, kind in columns}
