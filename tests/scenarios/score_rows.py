"""Rules of scores and people they score as rows, and what a person was given."""

from typing import Any

from tests.scenarios.rows import person
from tests.scenarios.warehouse import Warehouse


def rule(rule_id: str, points: int, cap: int, **columns: Any) -> dict[str, Any]:
    """A rule on web events of its own name, unless told otherwise."""
    return {
        "rule_id": rule_id,
        "rule_group": "behaviour",
        "entity": "web_events",
        "field": "event_name",
        "operator": "equals",
        "value": rule_id,
        "points": points,
        "cap": cap,
        "version": 1,
        "valid_from": "2000-01-01",
        **columns,
    }


def known(name: str, created_at: str = "2026-03-01 08:00:00", **columns: Any) -> dict[str, Any]:
    """A contact whose cookie bears the same name."""
    return person(name, created_at, **({"kind": "contact", "anonymous_id": name} | columns))


def points(warehouse: Warehouse, name: str, *rules: str) -> list[tuple[Any, ...]]:
    """Points of a person under some rules: points, version, given, ended."""
    return warehouse.rows(
        """
        select points, rule_version, given_at, ended_at
        from marts.fct_lead_score_points
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ? and list_contains(?, rule_id)
        order by given_at, rule_version
        """,
        [f"test:{name}", list(rules)],
    )


def score(warehouse: Warehouse, name: str) -> dict[str, Any]:
    """The row of a person in fct_lead_scores."""
    [row] = warehouse.records(
        """
        select scores.*
        from marts.fct_lead_scores as scores
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ?
        """,
        [f"test:{name}"],
    )
    return row
