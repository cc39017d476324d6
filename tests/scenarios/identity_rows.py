"""What the marts say of an identifier: whose it is, and why it was cut."""

from typing import Any

from tests.scenarios.warehouse import Warehouse


def who(warehouse: Warehouse, identifier_type: str, identifier: str) -> str | None:
    found = warehouse.rows(
        "select person_id from marts.dim_identifiers where identifier_type = ? and identifier = ?",
        [identifier_type, identifier],
    )
    return found[0][0] if found else None


def why_cut(warehouse: Warehouse, identifier: str) -> list[tuple[Any, ...]]:
    return warehouse.rows(
        "select distinct cut_reason, rule, rule_reason from marts.identity_audit"
        " where identifier_a = ? or identifier_b = ? order by all",
        [identifier, identifier],
    )


def record(warehouse: Warehouse, person_source_id: str) -> str | None:
    return who(warehouse, "crm_id", f"test:{person_source_id}")
