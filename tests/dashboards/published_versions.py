"""Published versions that pages must survive, made of those of the sample company.

They stand in one folder, so that one server can be sent from one to the next as a publish does.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.publication import current_folder, publish
from orchestration.publication_versions import point

SAMPLE, EMPTY, ONE_CHANNEL, HOSTILE = "sample", "empty", "one channel", "hostile names"
CHANNEL = "Paid Search"
# Ends a script, an attribute and a tag; is markup for HTML, for Markdown and for Plotly's labels.
ATTACK = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\"$x$ 🙈"
_NAMES = frozenset(
    {
        "campaign", "channel", "acquisition_channel", "first_channel", "experiment_id", "name",
        "owner", "owner_team", "reason", "rejection_reason", "resource", "segment", "variant_id",
    }
)  # fmt: skip
_LISTS_OF_NAMES = frozenset({"channels", "channels_collapsed"})


@dataclass(frozen=True)
class Versions:
    """A data folder with one version of each kind.

    Attributes:
        data: what CLOSED_LOOP_DATA_DIR is set to.
        folders: the versions' folders, by kind.
    """

    data: Path
    folders: dict[str, Path]

    def send_readers_to(self, kind: str) -> Path:
        """Move `current`, as a publish does."""
        point(self.data / "published", self.folders[kind])
        return self.folders[kind]

    def row(self, kind: str, sql: str) -> tuple[object, ...]:
        """What the marts of a version answer, in one row."""
        with _opened(self.folders[kind]) as marts:
            found = marts.execute(sql).fetchone()
        assert found is not None
        return found

    def frame(self, kind: str, sql: str) -> pd.DataFrame:
        """What they answer, in any number of rows."""
        with _opened(self.folders[kind]) as marts:
            found: pd.DataFrame = marts.execute(sql).df()
        return found


def versions_of(sample: Path, data: Path) -> Versions:
    """Make them of the version that `sample`, a folder of published versions, points to."""
    published = data / "published"
    source = current_folder(sample)
    assert source is not None
    folder = published / "versions" / source.name
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("report.html"))
    point(published, folder)
    kinds: dict[str, Callable[[str, list[str]], str]] = {
        EMPTY: _of_nothing,
        ONE_CHANNEL: _of_one_channel,
        HOSTILE: _with_hostile_names,
    }
    folders = {SAMPLE: folder}
    for kind, query in kinds.items():
        warehouse = data / "warehouse.duckdb"
        _write(warehouse, folder, query)
        folders[kind] = publish(warehouse, published, kept=len(kinds) + 1).folder
        warehouse.unlink()
    return Versions(data, folders)


def _write(warehouse: Path, folder: Path, query: Callable[[str, list[str]], str]) -> None:
    """A warehouse whose marts are what `query` makes of those of a version."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        connection.execute(f"attach '{folder / 'closed_loop.duckdb'}' as sample (read_only)")
        for parquet in sorted(folder.glob("*.parquet")):
            name = parquet.stem
            columns = [
                column
                for (column,) in connection.execute(
                    "select column_name from information_schema.columns where table_schema ="
                    " 'marts' and table_catalog = 'sample' and table_name = ?",
                    [name],
                ).fetchall()
            ]
            made = query(name, columns).replace("marts.", "sample.marts.")
            connection.execute(f"create table warehouse.marts.{name} as {made}")


def _of_nothing(name: str, columns: list[str]) -> str:
    return f"select * from marts.{name} limit 0"


def _of_one_channel(name: str, columns: list[str]) -> str:
    if name == "fct_funnel_conversion":
        kept = f"segment_type <> 'channel' or segment = '{CHANNEL}'"
    elif "channel" in columns:
        kept = f"channel = '{CHANNEL}'"
    else:
        kept = "true"
    return f"select * from marts.{name} where {kept}"


def _with_hostile_names(name: str, columns: list[str]) -> str:
    attack = ATTACK.replace("'", "''")
    replaced = [
        f"case when {column} <> 'all' then {column} || '{attack}' else {column} end as {column}"
        for column in columns
        if column in _NAMES
    ] + [
        f"[one || '{attack}' for one in {column}] as {column}"
        for column in columns
        if column in _LISTS_OF_NAMES
    ]
    columns_of_names = f" replace ({', '.join(replaced)})" if replaced else ""
    return f"select *{columns_of_names} from marts.{name}"


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(folder / "closed_loop.duckdb"), read_only=True)
