"""What is not to be published, and what is published and yet doubtful.

What has not passed its tests stands in the warehouse: `macros/quality/audit.sql` writes it at the
start and the end of every dbt that builds or tests, so it speaks of the models whoever built them,
a run, Dagster, or a person in a shell.
"""

from pathlib import Path

import duckdb

from orchestration.publication_versions import current_folder

_NAMED = 5
_HELD = "select node, verdict from audit.not_passed order by node"
_THERE = "select 1 from duckdb_tables() where schema_name = 'audit' and table_name = 'not_passed'"
_WARN = """
    select
        concat_ws(' / ', metric, source_system, resource, reason),
        concat_ws(', ', value::double::varchar || ' against ' || warn_value::double::varchar, owner)
        || ': ' || what_to_do
    from read_parquet(?)
    where verdict = 'warn'
    order by all
"""


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


def doubtful_figures(published: Path) -> dict[str, str]:
    """The figures of data quality that warn in what readers see.

    By metric, system, resource and reason: how far the figure is off, who is to act, and how.
    """
    folder = current_folder(published)
    figures = folder / "fct_data_quality.parquet" if folder else None
    if figures is None or not figures.exists():
        return {}
    with duckdb.connect() as database:
        return dict(database.execute(_WARN, [str(figures)]).fetchall())
