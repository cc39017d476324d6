"""Published versions with rows of our own, in seconds: columns are those of the contracts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.publication_versions import point

ROOT = Path(__file__).resolve().parents[2]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@cache
def contracts() -> dict[str, dict[str, str]]:
    """By mart, its columns and their types."""
    return dict(_contracts())


def _contracts() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((ROOT / "models" / "marts").glob("*/_*__models.yml")):
        for model in yaml.safe_load(path.read_text())["models"]:
            yield (
                model["name"],
                {column["name"]: column["data_type"] for column in model["columns"]},
            )


def publish_rows(published: Path, rows: Rows | None = None, number: int = 1) -> Path:
    """A version with these rows, of marts that are not named with none; readers are sent there."""
    folder = published / "versions" / f"{number:06d}-00000000"
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for mart, columns in contracts().items():
            types = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f'create table "{mart}" ({types})')
            for row in (rows or {}).get(mart, ()):
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f'insert into "{mart}" ({names}) values ({marks})', list(row.values())
                )
            connection.execute(f"copy \"{mart}\" to '{folder / mart}.parquet'")
    manifest: dict[str, Any] = {"marts": {mart: {} for mart in contracts()}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    point(published, folder)
    return folder


def performance(day: date, channel: str, **figures: object) -> dict[str, Any]:
    """A row of fct_channel_performance; figures that are not named are 0."""
    columns = contracts()["fct_channel_performance"]
    keys = {"attribution_model": "first_touch", "basis": "conversion"}
    zeros = dict.fromkeys(columns.keys() - keys.keys() - {"channel", "date_day"}, 0)
    return {**zeros, **keys, "channel": channel, "date_day": day, **figures}


def campaign_performance(
    day: date, channel: str, campaign_id: str, campaign: str | None, **figures: object
) -> dict[str, Any]:
    """A row of fct_campaign_performance; figures that are not named are 0."""
    row = performance(day, channel, **figures)
    return {**row, "campaign_id": campaign_id, "campaign": campaign}
