"""The conformed entities and their column types, read where they are written: the dbt contract."""

from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]

Columns = dict[str, str]


@cache
def conformed_tables() -> dict[str, Columns]:
    """Every `conformed_<entity>` with its columns and types, in contract order."""
    tables: dict[str, Columns] = {}
    for page in sorted((PROJECT / "models" / "conformed").rglob("_*.yml")):
        for model in (yaml.safe_load(page.read_text()) or {}).get("models", []):
            if model["name"].startswith("conformed_"):
                tables[model["name"]] = {
                    column["name"]: column["data_type"] for column in model["columns"]
                }
    if not tables:
        raise LookupError("models/conformed holds no contract of a conformed_* model.")
    return tables
