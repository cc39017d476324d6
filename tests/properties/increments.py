"""What stands on web events, built load by load, and what must not differ from one full refresh."""

from collections.abc import Sequence

from tests.scenarios.warehouse import Row, Warehouse

# What readers see of web events, and the models that marts are made of each time anew.
MARTS = (
    "marts.fct_sessions",
    "marts.fct_page_views",
    "marts.fct_touchpoints",
    "intermediate.int_experiment_exposures",
    "intermediate.int_session_content",
)
VISITS = (
    "intermediate.int_session_activity",
    "intermediate.int_session_logins",
    "intermediate.int_session_origins",
    "intermediate.int_page_views",
)
VERDICTS = "intermediate.int_event_verdicts"
# Incremental tables say which build made a row, and by what.
_STATE = {"change_number", "generation_number", "rules_number"}
# Numbers of events only order those of a visitor.
_ORDER = "rank() over (partition by visitor_key order by event_number) as event_number"
_GIVEN = ("path:models/staging", "path:models/conformed", "resource_type:seed")


def selected(*tables: str) -> list[str]:
    """The command that builds tables and all they stand on."""
    models = [f"+{table.partition('.')[2]}" for table in (*tables, VERDICTS)]
    return ["run", "--select", *models, "--exclude", *_GIVEN]


def load(
    warehouse: Warehouse, events: Sequence[Row], tables: Sequence[str], rules: str = "{}"
) -> None:
    """Let these web events be there and no others, and build on them, by the `rules` given."""
    warehouse.replace("web_events", events)
    warehouse.dbt(*selected(*tables), "--vars", rules)


def assert_equal(one: Warehouse, other: Warehouse, tables: Sequence[str]) -> None:
    """Row for row, but for what tells builds apart."""
    for table in (VERDICTS, *tables):
        names = [name for (name,) in one.rows(f"select column_name from (describe {table})")]
        kept = [name for name in names if name not in _STATE]
        told = ", ".join(_ORDER if name == "event_number" else name for name in kept)
        found = f"select {told} from {table} order by all"
        assert one.rows(found) == other.rows(found), table
