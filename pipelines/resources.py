"""What is kept of a vendor's records: one `Resource` a raw table, one `Field` a value.

From this declaration come the door's converters, dlt's column hints and the Arrow schema, so a raw
table has the same columns on the first day, on an empty day and on every other.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa
from dlt.common.data_types import TDataType
from dlt.common.normalizers.naming.snake_case import NamingConvention
from dlt.common.schema.typing import TColumnSchema, TTableSchemaColumns

Kind = Literal[
    "text", "integer", "decimal", "double", "boolean", "timestamp", "date", "json",
    "email", "phone", "name", "free_text",
]  # fmt: skip

_PERSONAL = {"email": ("key", "domain"), "phone": ("key", "country"), "name": ("key",)}
_NAMING = NamingConvention()
_DLT_TYPES: dict[str, TDataType] = {
    "integer": "bigint",
    "double": "double",
    "boolean": "bool",
    "timestamp": "timestamp",
    "date": "date",
    "json": "json",
}


@dataclass(frozen=True)
class Field:
    """One field of a vendor's record.

    Attributes:
        name: as the vendor names it.
        kind: what its value is; an e-mail address, a phone number or a name never stays.
        required: null makes the record bad. Key fields are required by being the key.
        max_length: of a text, in characters.
        country_from: for a phone: the field that holds the country of its national form.
        type_from: for an identifier: the field that says of which type it is. A phone number among
            them becomes its keyed hash, as an e-mail address does in any text.
        precision: of a decimal, digits in all.
        scale: of a decimal, digits after the point.
        bits: of an integer.
        zone: IANA time zone of timestamps that carry no offset.
    """

    name: str
    kind: Kind
    required: bool = False
    max_length: int = 10_000
    country_from: str | None = None
    type_from: str | None = None
    precision: int = 38
    scale: int = 9
    bits: int = 64
    zone: str | None = None

    @property
    def column(self) -> str:
        """Its name in dlt's snake_case."""
        return str(_NAMING.normalize_identifier(self.name))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it fills."""
        parts = _PERSONAL.get(self.kind)
        return tuple(f"{self.column}_{part}" for part in parts) if parts else (self.column,)

    @property
    def is_personal(self) -> bool:
        """Whether it becomes a keyed hash."""
        return self.kind in _PERSONAL

    def hint(self) -> TColumnSchema:
        """What dlt must know of its column."""
        if self.kind == "decimal":
            return {"data_type": "decimal", "precision": self.precision, "scale": self.scale}
        return {"data_type": _DLT_TYPES.get(self.kind, "text")}

    def arrow_type(self) -> pa.DataType:
        """The type of its column in an Arrow table."""
        fixed = {
            "integer": pa.int64(),
            "double": pa.float64(),
            "decimal": pa.decimal128(self.precision, self.scale),
            "boolean": pa.bool_(),
            "timestamp": pa.timestamp("us", tz="UTC"),
            "date": pa.date32(),
        }
        return fixed.get(self.kind, pa.string())


@dataclass(frozen=True)
class Resource:
    """One raw table.

    Attributes:
        system: the source system; its schema is `raw_<system>`.
        table: the table's name.
        key: vendor names of the fields that identify a record; a newer record with the same key
            takes the older one's place.
        fields: everything that is kept of a record.
        merge_key: vendor names of fields whose every value arrives whole: stored rows with a value
            that came are deleted unless they came too (restated days of spend).
        newest_by: field by which the newest of records with the same key is told that come in one
            run (a record that changes while its pages are read); without it any of them may stay.
        replace: the table is what came last, whole.
        append: rows are only ever added (events); staging keeps one of each.
        file_field: field with the file a record came from, for the quarantine.
        row_field: field with its row there.
    """

    system: str
    table: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    merge_key: tuple[str, ...] = ()
    newest_by: str | None = None
    replace: bool = False
    append: bool = False
    file_field: str | None = None
    row_field: str | None = None

    def __post_init__(self) -> None:
        columns = [column for one in self.fields for column in one.columns]
        doubled = {column for column in columns if columns.count(column) > 1}
        names = {one.name for one in self.fields}
        unknown = {*self.key, *self.merge_key, *filter(None, [self.newest_by])} - names
        reserved = {column for column in columns if column.startswith("_dlt")}
        if not self.key or doubled or unknown or reserved:
            raise ValueError(
                f"{self.system}.{self.table} is declared wrongly: a key is needed, made of its "
                f"fields (unknown: {sorted(unknown)}), columns once (double: {sorted(doubled)}), "
                f"and no name of dlt's own ({sorted(reserved)})."
            )

    @cached_property
    def is_personal(self) -> bool:
        """Whether it has fields that become keyed hashes."""
        return any(one.is_personal for one in self.fields)

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of its key."""
        return self._columns_of(self.key)

    @cached_property
    def merge_columns(self) -> tuple[str, ...]:
        """The columns of its merge key."""
        return self._columns_of(self.merge_key)

    def _columns_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        by_name = {one.name: one for one in self.fields}
        return tuple(by_name[name].columns[0] for name in names)

    def columns(self) -> TTableSchemaColumns:
        """The hints for dlt: every declared column exists, even where all of it is null."""
        hints: TTableSchemaColumns = {}
        for one in self.fields:
            for column in one.columns:
                hint: TColumnSchema = {"data_type": "text"} if one.is_personal else one.hint()
                hints[column] = {"name": column, "nullable": column not in self.key_columns, **hint}
                if column in self.key_columns:
                    hints[column]["primary_key"] = True
                if column in self.merge_columns:
                    hints[column]["merge_key"] = True
                if one.name == self.newest_by:
                    hints[column]["dedup_sort"] = "desc"
        return hints

    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema of its rows."""
        return pa.schema(
            pa.field(
                column,
                pa.string() if one.is_personal else one.arrow_type(),
                nullable=column not in self.key_columns,
            )
            for one in self.fields
            for column in one.columns
        )
