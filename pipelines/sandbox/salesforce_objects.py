"""The org's objects and fields, read from the sample company's own tables.

Field types are the vendor's (`describe`): they follow from the column's type in DuckDB and,
where the vendor has a finer type for the same storage, from the name.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

_BY_COLUMN_TYPE = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "TINYINT": "int",
    "SMALLINT": "int",
    "INTEGER": "int",
    "BIGINT": "int",
    "FLOAT": "double",
    "DOUBLE": "double",
}
_MONEY = {"Amount", "AnnualRevenue", "BudgetedCost", "ActualCost", "ExpectedRevenue"}
_PICKLISTS = {"Status", "StageName", "LeadSource", "Industry", "Type", "Role", "CurrencyIsoCode",
              "ForecastCategory", "Rating", "AccountSource", "TaskSubtype", "EventSubtype",
              "CallType", "Rejection_Reason__c"}  # fmt: skip
_PHONES = {"Phone", "MobilePhone", "HomePhone", "Fax"}
_SOAP = {"id": "tns:ID", "reference": "tns:ID", "boolean": "xsd:boolean", "date": "xsd:date",
         "datetime": "xsd:dateTime", "int": "xsd:int", "double": "xsd:double",
         "currency": "xsd:double", "percent": "xsd:double"}  # fmt: skip
KEY_PREFIXES = {
    "Account": "001", "Contact": "003", "User": "005", "Opportunity": "006",
    "OpportunityHistory": "008", "Lead": "00Q", "CampaignMember": "00v", "Campaign": "701",
    "OpportunityContactRole": "00K", "Task": "00T", "Event": "00U",
}  # fmt: skip
_SYSTEM = {"Id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp"}


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Field:
    """One field: the vendor's name and type, and the SQL that yields its stored value."""

    name: str
    type: str
    sql: str

    @property
    def json_sql(self) -> str:
        """SQL for the value as the REST API writes it (times with milliseconds and zone)."""
        if self.type == "datetime":
            return f"strftime({self.sql}, '%Y-%m-%dT%H:%M:%S.%g+0000')"
        return self.sql

    def description(self) -> dict[str, Any]:
        """The field's entry in `describe`."""
        return {
            "name": self.name,
            "label": self.name.removesuffix("__c").replace("_", " "),
            "type": self.type,
            "soapType": _SOAP.get(self.type, "xsd:string"),
            "custom": self.name.endswith("__c"),
            "nillable": self.name not in _SYSTEM,
            "filterable": self.type != "textarea",
            "sortable": self.type != "textarea",
            "createable": self.name not in _SYSTEM,
            "updateable": self.name not in _SYSTEM,
            "deprecatedAndHidden": False,
            "length": 18 if self.type in {"id", "reference"} else 255,
            "precision": 18 if self.type in {"double", "currency"} else 0,
            "scale": 2 if self.type in {"double", "currency"} else 0,
            "referenceTo": [],
            "relationshipName": None,
            "picklistValues": [],
        }


class SObject:
    """One object of the org and the relation its rows are read from."""

    def __init__(self, name: str, columns: list[tuple[str, str]]) -> None:
        self.name = name
        self.relation = f"salesforce.{quoted(name)}"
        self.fields = tuple(_field(column, kind) for column, kind in columns)
        self._by_name = {field.name.lower(): field for field in self.fields}

    def field(self, name: str) -> Field | None:
        """A field by name; names have no case in SOQL."""
        return self._by_name.get(name.lower())

    def summary(self, version: str) -> dict[str, Any]:
        """The object's entry in the list of all objects."""
        url = f"/services/data/v{version}/sobjects/{self.name}"
        return {
            "name": self.name,
            "label": self.name,
            "labelPlural": self.name + "s",
            "keyPrefix": KEY_PREFIXES.get(self.name, "a00"),
            "custom": self.name.endswith("__c"),
            "queryable": True,
            "retrieveable": True,
            "createable": True,
            "updateable": True,
            "deletable": True,
            "replicateable": True,
            "deprecatedAndHidden": False,
            "urls": {"sobject": url, "describe": url + "/describe", "rowTemplate": url + "/{ID}"},
        }

    def description(self, version: str) -> dict[str, Any]:
        """The answer of `describe`."""
        return {
            **self.summary(version),
            "fields": [field.description() for field in self.fields],
            "childRelationships": [],
            "recordTypeInfos": [],
        }


def read_objects(connection: duckdb.DuckDBPyConnection) -> dict[str, SObject]:
    """All objects of the org by lower-case name."""
    columns: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = 'company' and schema_name = 'salesforce'
        order by table_name, column_index
        """
    ).fetchall()
    for table, column, kind in rows:
        columns.setdefault(table, []).append((column, kind))
    return {name.lower(): SObject(name, found) for name, found in columns.items()}


def _field(name: str, column_type: str) -> Field:
    sql = quoted(name)
    if column_type == "TIMESTAMP WITH TIME ZONE":
        sql = f"cast({sql} as timestamp)"  # the server's session is in UTC
    return Field(name, _type(name, column_type), sql)


def _type(name: str, column_type: str) -> str:
    if name in _MONEY:
        return "currency"
    if column_type.startswith("DECIMAL"):
        return "double"
    if column_type != "VARCHAR":
        return _BY_COLUMN_TYPE.get(column_type, "string")
    if name == "Id":
        return "id"
    if name.endswith("Id") and not name.endswith("__c"):
        return "reference"
    if name in _PICKLISTS:
        return "picklist"
    if name in _PHONES:
        return "phone"
    return {"Email": "email", "Website": "url", "Description": "textarea"}.get(name, "string")
