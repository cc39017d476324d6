"""What the warehouse holds and has not passed its tests, as dbt's own builds keep it there.

`macros/quality/audit.sql` writes it at the start and the end of every dbt that builds or tests, so
it speaks of the models whoever built them: a run, Dagster, or a person in a shell.
"""

from pathlib import Path

import duckdb

_NAMED = 5
_HELD = "select node, verdict from audit.not_passed order by node"
_THERE = "select 1 from duckdb_tables() where schema_name = 'audit' and table_name = 'not_passed'"


def withheld(warehouse: Path) -> str | None:
    """Why what the warehouse holds is not to be published, in a sentence; None: it may be.

    A warehouse that no build has judged yet, of an older version of the project, may be.
    """
    with duckdb.connect(str(warehouse), read_only=True) as database:
        held = database.execute(_HELD).fetchall() if database.execute(_THERE).fetchone() else []
    if not held:
        return None
    named = [f"{node.split('.')[2]} ({verdict})" for node, verdict in held[:_NAMED]]
    more = [f"and {len(held) - _NAMED} more"] if held[_NAMED:] else []
    return (
        f"{len(held)} models or tests of the warehouse have not passed, so nothing is published: "
        f"{'; '.join([*named, *more])}. Build and test them again: make run"
    )
