"""`make model M=fct_paths`: build models and test them, in a warehouse of one's own.

What is not built there is read from a copy of production as it was last published: production is
neither touched nor waited for. For dbt it is the line

    dbt build -s fct_paths --target dev --defer --state data/production_copy/current

with a target folder of its own: dbt reads the whole project anew for another target.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.dbt import run
from orchestration.dbt_project import ROOT
from orchestration.production_copy import (
    ProductionError,
    deferred,
    production_copy,
    tell_as_production,
)
from orchestration.progress import say
from orchestration.warm_dbt import keep_warm
from pipelines.locks import LockError, hold, wait_until_free
from pipelines.settings import SettingsError, developer, from_environment

# Whatever is not as it was published: a model's own text, its configuration, a macro it calls.
_CHANGED = ("state:modified",)
_MOST_NAMED = 5


def main() -> int:
    """Build what is selected, in dbt's words; exits with dbt's code, or 2 if it never started."""
    try:
        own = from_environment().data_dir.resolve() / "dev" / developer()
        own.mkdir(parents=True, exist_ok=True)
        with hold(own / "dev.lock", "your own warehouse"):
            _build(own, sys.argv[1:] or _CHANGED)
    except (LockError, ProductionError, SettingsError, EOFError) as error:
        say(f"stopped: {error}")
        return 2
    except PermissionError as error:
        say(
            f"stopped: {error.filename} cannot be written: ask its owner, or set "
            "CLOSED_LOOP_DATA_DIR to a folder of your own."
        )
        return 2
    except OSError as error:
        where = error.filename or "a file"
        say(f"stopped: {where}: {error.strerror}: see that the disk has room, and start again.")
        return 2
    return 0


def _build(own: Path, selection: Sequence[str]) -> None:
    data = own.parent.parent
    production = production_copy(data, say)
    _tell_what_is_own(own / "dev.duckdb")
    os.chdir(ROOT)
    tell_as_production(production)
    os.environ |= {
        "CLOSED_LOOP_DATA_DIR": str(data),
        "CLOSED_LOOP_DEVELOPER": own.name,
        "DBT_LOG_PATH": str(own / "logs"),
        "DBT_TARGET_PATH": str(own / "target"),
    }
    defer = ["--defer", "--defer-state", str(deferred(production))]
    if any("state:" in one for one in selection):
        defer += ["--state", str(production)]
    # What dbt writes about a build at its end and nobody reads here is an eighth of it.
    keep_warm(own / "warm")
    run(["--no-write-json", "build", "--target", "dev", *defer, "--select", *selection])


def _tell_what_is_own(database: Path) -> None:
    """Name the tables that are read before those of production, for they may be old."""
    wait_until_free(database, "your own warehouse", say)
    if not database.exists():
        return
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select table_name from information_schema.tables order by table_name"
        ).fetchall()
    names = [name for (name,) in found]
    if names:
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        say(
            f"read from your own builds: {', '.join(names[:_MOST_NAMED])}{more};"
            f" to read them from production again, delete {database}"
        )


if __name__ == "__main__":
    sys.exit(main())
