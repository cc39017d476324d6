"""Event export files as BigQuery writes them, written by DuckDB from a few lines of JSON."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.pipelines.connected import Room

KEY = "a key for event exports in tests, long enough"
_VALUE = "struct(string_value varchar, int_value bigint, float_value double, double_value double)"
TYPES = {
    "event_date": "varchar",
    "event_timestamp": "bigint",
    "event_name": "varchar",
    "event_params": f'struct("key" varchar, "value" {_VALUE})[]',
    "event_bundle_sequence_id": "bigint",
    "batch_event_index": "bigint",
    "user_id": "varchar",
    "user_pseudo_id": "varchar",
    "privacy_info": "struct(analytics_storage varchar, ads_storage varchar)",
    "device": "struct(category varchar, operating_system varchar, "
    "web_info struct(browser varchar))",
    "geo": "struct(country varchar)",
    "collected_traffic_source": "struct(manual_source varchar, gclid varchar)",
    "stream_id": "varchar",
    "platform": "varchar",
    "ecommerce": "struct(transaction_id varchar, purchase_revenue double)",
}


def event(number: int, day: str = "20260601", **fields: Any) -> dict[str, Any]:
    """One event; `params` as a plain mapping, everything else as the export has it."""
    given = {"page_location": "https://www.halden.example/", **fields.pop("params", {})}
    return {
        "event_date": day,
        "event_timestamp": 1_780_300_000_000_000 + number,
        "event_name": "page_view",
        "event_params": [{"key": key, "value": _value(value)} for key, value in given.items()],
        "event_bundle_sequence_id": number,
        "batch_event_index": 1,
        "user_id": None,
        "user_pseudo_id": f"{number}.1780300000",
        "privacy_info": {"analytics_storage": "Yes", "ads_storage": "Yes"},
        "device": {
            "category": "desktop",
            "operating_system": "Linux",
            "web_info": {"browser": "Firefox"},
        },
        "geo": {"country": "Germany"},
        "collected_traffic_source": {"manual_source": "newsletter", "gclid": None},
        "stream_id": "9001",
        "platform": "WEB",
        "ecommerce": {"transaction_id": None, "purchase_revenue": 12.5},
        **fields,
    }


def _value(value: Any) -> dict[str, Any]:
    kind = {int: "int_value", float: "double_value"}.get(type(value), "string_value")
    return {
        "string_value": None,
        "int_value": None,
        "float_value": None,
        "double_value": None,
        kind: value,
    }


def write_json(path: Path, events: list[dict[str, Any]], *more_lines: str) -> None:
    """JSON lines as BigQuery exports them: no nulls, 64-bit integers as text."""
    lines = [json.dumps(_as_bigquery(one)) for one in events] + list(more_lines)
    text = "".join(f"{line}\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)


def _as_bigquery(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_bigquery(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_as_bigquery(one) for one in value]
    return str(value) if type(value) is int else value


def write_parquet(path: Path, events: list[dict[str, Any]], without: tuple[str, ...] = ()) -> None:
    """Parquet with the export's nested types, perhaps without some columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.with_suffix(".lines")
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in events))
    columns = {name: kind for name, kind in TYPES.items() if name not in without}
    spec = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    with duckdb.connect() as database:
        database.execute(
            f"copy (select * from read_json('{lines}', format = 'newline_delimited', "
            f"columns = {{{spec}}})) to '{path}' (format parquet)"
        )
    lines.unlink()


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of exports, with the environment pointing at it."""
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", KEY)
    monkeypatch.setenv("SOURCES__GA4__BUCKET_URL", str(tmp_path / "bucket"))
    (tmp_path / "bucket").mkdir()
    return tmp_path / "bucket"


def files(room: Room) -> list[tuple[Any, ...]]:
    return room.ask(
        "select export_table, file_name, row_count, quarantined, is_intraday "
        "from raw_ga4.export_files order by export_table"
    )
