"""Leads, deals and the history of their statuses as rows."""

from typing import Any

from tests.scenarios.rows import person

CRM = {"source_system": "salesforce"}


def lead(name: str, status: str | None, created: str = "01-05", **columns: Any) -> dict[str, Any]:
    """A lead of the CRM, made at eight on a day of 2026."""
    return person(name, f"2026-{created} 08:00:00", status=status, **{**CRM, **columns})


def history(
    name: str, *steps: str, object_type: str = "person", year: int = 2026
) -> list[dict[str, Any]]:
    """Changes written as `01-08 MQL`, each at eight; a person's first leaves `Open` behind."""
    changes = []
    before = "Open" if object_type == "person" else None
    for number, step in enumerate(steps):
        day, _, status = step.partition(" ")
        changes.append(
            {
                "stage_change_id": f"{name}-{number}",
                "object_type": object_type,
                "object_source_id": name,
                "from_stage": before,
                "to_stage": status,
                "changed_at": f"{year}-{day} 08:00:00",
                **CRM,
            }
        )
        before = status
    return changes
