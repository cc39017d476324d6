"""What is kept of an event, and the SQL that takes it out of the export's nested rows.

The export's shape changes over the years: older tables lack columns and struct fields.
`select_event` asks only for what a file has; the rest is null. Numbers may be text (BigQuery writes
JSON so), and a parameter may come as text one day and as number the next (GA4 guesses): both are
read.
"""

import json
from dataclasses import dataclass
from typing import Any

from dlt.common.data_types import TDataType
from dlt.common.schema.typing import TColumnSchema, TTableSchemaColumns

Shape = dict[str, Any]
"""Field → Shape of a struct, `[Shape]` of a list of structs, or None for anything else."""


@dataclass(frozen=True)
class Column:
    """One column of `events`.

    Attributes:
        name: in raw.
        type: dlt's name of its type.
        paths: where the export has it, the first that is there and not null wins; for a parameter
            its key, as `param:<key>`.
        hidden: it may hold free text, so e-mail addresses in it become `[email]`.
    """

    name: str
    type: TDataType
    paths: tuple[str, ...]
    hidden: bool = False

    @property
    def is_param(self) -> bool:
        """Whether it is a parameter of the event."""
        return self.paths[0].startswith("param:")


def _texts(*pairs: str, hidden: bool = False) -> tuple[Column, ...]:
    split = [pair.partition("=") for pair in pairs]
    return tuple(
        Column(name, "text", tuple((path or name).split("|")), hidden) for name, _, path in split
    )


def _params(*keys: str, kind: TDataType = "text") -> tuple[Column, ...]:
    return tuple(Column(f"param_{key}", kind, (f"param:{key}",), kind == "text") for key in keys)


COLUMNS: tuple[Column, ...] = (
    Column("event_date", "text", ("event_date",)),
    Column("event_timestamp", "bigint", ("event_timestamp",)),
    *_texts("event_name", "user_id", "user_pseudo_id", hidden=True),
    *(
        Column(name, "bigint", (name,))
        for name in (
            "event_bundle_sequence_id",
            "batch_event_index",
            "batch_ordering_id",
            "batch_page_id",
        )
    ),
    *_texts(
        "stream_id",
        "platform",
        "privacy_analytics_storage=privacy_info.analytics_storage",
        "privacy_ads_storage=privacy_info.ads_storage",
        "device_category=device.category",
        "device_operating_system=device.operating_system",
        "device_browser=device.web_info.browser|device.browser",
        "geo_country=geo.country",
    ),
    *_texts(
        "collected_manual_source=collected_traffic_source.manual_source",
        "collected_manual_medium=collected_traffic_source.manual_medium",
        "collected_manual_campaign_name=collected_traffic_source.manual_campaign_name",
        "collected_manual_campaign_id=collected_traffic_source.manual_campaign_id",
        "collected_manual_term=collected_traffic_source.manual_term",
        "collected_manual_content=collected_traffic_source.manual_content",
        "collected_gclid=collected_traffic_source.gclid",
        hidden=True,
    ),
    *_params("page_location", "page_referrer", "page_title"),
    *_params("ga_session_id", "ga_session_number", "engagement_time_msec", kind="bigint"),
    *_params("session_engaged", "source", "medium", "campaign", "content", "term", "gclid"),
    *_params("user_agent", "form_id", "traffic_type"),
    *_params("value", kind="double"),
    *_params("currency"),
    *_texts("ecommerce_transaction_id=ecommerce.transaction_id", hidden=True),
    Column("ecommerce_purchase_revenue", "double", ("ecommerce.purchase_revenue",)),
)
REQUIRED = ("event_date", "event_timestamp", "event_name")
"""An event without one of these is quarantined."""

OWN_PARAMS = tuple(column.paths[0].removeprefix("param:") for column in COLUMNS if column.is_param)
"""Parameters that have a column; the others stay together in `event_params`."""

_SQL_TYPES: dict[TDataType, str] = {"text": "varchar", "bigint": "bigint", "double": "double"}
_CONTROLS = " || ".join(f"chr({code})" for code in range(1, 32))
_VALUES = ("string_value", "int_value", "float_value", "double_value")


def hints() -> TTableSchemaColumns:
    """Dlt's columns of `events`, in the order in which `select_event` gives them."""
    types: dict[str, TDataType] = {
        "file_version": "text",
        "row_in_file": "bigint",
        "export_table": "text",
        **{column.name: column.type for column in COLUMNS},
        "email_key": "text",
        "event_params": "text",
        "_dlt_load_id": "text",
    }
    return {name: _hint(name, kind) for name, kind in types.items()}


def _hint(name: str, kind: TDataType) -> TColumnSchema:
    # DuckDB writes a constant as a column that cannot be null. If the two disagreed, dlt would
    # write the whole file anew.
    return {"name": name, "data_type": kind, "nullable": name != "_dlt_load_id"}


def json_shape() -> Shape:
    """What JSON lines are read as; `json_spec` says the same to DuckDB."""
    root: Shape = {}
    for column in COLUMNS:
        for path in column.paths:
            if not column.is_param:
                _place(root, path.split("."))
    root["event_params"] = [{"key": None, "value": dict.fromkeys(_VALUES)}]
    return root


def json_spec() -> str:
    """The structure for `json_transform`: every value as text, so that no number is refused."""
    return json.dumps(_spec(json_shape()))


def _place(root: Shape, path: list[str]) -> None:
    for name in path[:-1]:
        root = root.setdefault(name, {})
    root.setdefault(path[-1], None)


def _spec(shape: Any) -> Any:
    if isinstance(shape, list):
        return [_spec(one) for one in shape]
    if isinstance(shape, dict):
        return {name: _spec(one) for name, one in shape.items()}
    return "VARCHAR"


def select_event(shape: Shape) -> str:
    """The SELECT list of COLUMNS and of `event_params`, for a file that has this shape.

    The relation selected from has the file's own columns and beside them `params`, the list of
    parameters, `param_keys`, their keys, and `is_suspicious`: some text has an @.
    """
    columns = [
        f"{_typed(column, _first_there(column, shape))} as {column.name}" for column in COLUMNS
    ]
    return ",\n".join([*columns, f"{_other_params(shape)} as event_params"])


def params_of(shape: Shape) -> str:
    """SQL of the list of parameters; some writers wrap lists as `list.element`."""
    if not _param_fields(shape):
        return "cast(null as struct(key varchar)[])"
    if isinstance(shape["event_params"], dict):
        return "list_transform(event_params.list, lambda wrapped: wrapped.element)"
    return "event_params"


def all_texts(shape: Shape) -> str:
    """SQL of every text that may hold an e-mail address, one after the other."""
    texts = [
        sql
        for column in COLUMNS
        if column.hidden and not column.is_param
        for path in column.paths
        if (sql := _reached(path, column.type, shape))
    ]
    if "string_value" in _param_fields(shape):
        strings = "list_transform(params, lambda param: param.value.string_value)"
        texts.append(f"array_to_string({strings}, ' ')")
    return f"concat_ws(' ', {', '.join(texts)})" if texts else "''"


def _param_fields(shape: Shape) -> list[str]:
    params = shape.get("event_params")
    if isinstance(params, dict) and "list" in params:
        params = [params["list"][0]["element"]]
    if not isinstance(params, list) or not isinstance(params[0], dict):
        return []
    value = params[0].get("value")
    return [name for name in _VALUES if isinstance(value, dict) and name in value]


def _first_there(column: Column, shape: Shape) -> str:
    found = [sql for path in column.paths if (sql := _reached(path, column.type, shape))]
    if not found:
        return "null"
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def _reached(path: str, kind: TDataType, shape: Shape) -> str:
    """SQL of what lies at a path; empty if this file has no such field."""
    if path.startswith("param:"):
        fields = _param_fields(shape)
        key = path.removeprefix("param:")
        return _param_value(f"value_of_{key}", fields, kind) if fields else ""
    here: Any = shape
    for name in path.split("."):
        if not isinstance(here, dict) or name not in here:
            return ""
        here = here[name]
    return ".".join(f'"{name}"' for name in path.split("."))


def _param_value(value: str, fields: list[str], kind: TDataType) -> str:
    """The first field of a parameter's value that is set, in the order that suits its type."""
    order = fields if kind == "text" else [*fields[1:], *fields[:1]]
    if kind == "double":
        order = [*reversed(fields)]
    sql_type = _SQL_TYPES[kind]
    parts = [
        _as_text(f"{value}.{name}", name)
        if kind == "text"
        else f"try_cast({value}.{name} as {sql_type})"
        for name in order
    ]
    return f"coalesce({', '.join(parts)})"


def _as_text(value: str, field: str) -> str:
    if field == "string_value":
        return value
    return f"cast(try_cast({value} as {'bigint' if field == 'int_value' else 'double'}) as varchar)"


def _typed(column: Column, sql: str) -> str:
    if column.type != "text":
        return f"try_cast({sql} as {_SQL_TYPES[column.type]})"
    return f"cast({sql} as varchar)"


def unpacked_params(shape: Shape) -> str:
    """SELECT list that takes the parameters apart, beside `params` and `param_keys`.

    A step of its own: DuckDB would search the list again for every mention inside a `coalesce`.
    """
    if not _param_fields(shape):
        return "null as other_params"
    own = ", ".join(f"'{key}'" for key in OWN_PARAMS)
    found = [
        f"params[list_position(param_keys, '{key}')].value as value_of_{key}" for key in OWN_PARAMS
    ]
    others = f"list_filter(params, lambda param: not list_contains([{own}], param.key))"
    return ",\n".join([*found, f"{others} as other_params"])


def _other_params(shape: Shape) -> str:
    r"""Parameters without a column, in the order of their keys, as what a JSON object holds.

    E-mail addresses are hidden in the whole of it, later: a regular expression inside a lambda is
    compiled anew for every 2,048 rows. So control characters become spaces here, or an address
    behind a line break would be taken for `njane@…` and its `\n` torn apart.
    """
    fields = _param_fields(shape)
    if not fields:
        return "cast(null as varchar)"
    text = "param.value.string_value"
    clean = f"if(is_suspicious, translate({text}, {_CONTROLS}, repeat(' ', 31)), {text})"
    values = [
        f"to_json({clean})" if name == "string_value" else _as_text(f"param.value.{name}", name)
        for name in fields
    ]
    pair = f"to_json(param.key) || ':' || coalesce({', '.join(values)}, 'null')"
    pairs = f"list_sort(list_transform(other_params, lambda param: {pair}))"
    return f"array_to_string({pairs}, ',')"
