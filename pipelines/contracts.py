"""The conformed contracts as Python sees them: which columns an entity has, of which type.

They are written once, beside the models that keep them: `models/conformed/**/_*.yml`. A model
`conformed_<entity>` gives the entity; each column its `data_type`; `not_null` (a test or a
constraint) says that a record cannot do without it; `config.meta.given_as` that a file gives the
plain value (an e-mail address, a phone number) from which the column is made at the door;
`config.meta.is_input: false` that the road fills it, not a system.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

PROJECT = Path(__file__).resolve().parent.parent
CONTRACTS = PROJECT / "models" / "conformed"
PREFIX = "conformed_"

ColumnKind = Literal["text", "integer", "decimal", "boolean", "timestamp", "date"]
GivenAs = Literal["email", "phone"]

KINDS: dict[str, ColumnKind] = {
    "varchar": "text",
    "text": "text",
    "string": "text",
    "integer": "integer",
    "int": "integer",
    "bigint": "integer",
    "decimal": "decimal",
    "numeric": "decimal",
    "double": "decimal",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
}
INTEGER_BITS = {"integer": 32, "int": 32, "bigint": 64}
DATA_TYPE = re.compile(r"^(?P<name>[a-z]+)(\((?P<precision>\d+),\s*(?P<scale>\d+)\))?$")
# Written by the road itself, not by a system: no file gives them.
NOT_AN_INPUT = re.compile(r"^(quarantine|web_event_batches)$")


class ContractError(Exception):
    """A contract file cannot be read; the message is a sentence for the person who edits it."""


@dataclass(frozen=True)
class Column:
    """One column of an entity. `bits` bounds an integer, `precision` and `scale` a decimal."""

    name: str
    kind: ColumnKind
    required: bool = False
    given_as: GivenAs | None = None
    bits: int = 64
    precision: int = 38
    scale: int = 9


@dataclass(frozen=True)
class Entity:
    """One conformed entity: `people` for the model `conformed_people`."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Columns no record can do without, but those that the road fills itself."""
        return tuple(
            column.name
            for column in self.columns
            if column.required and column.name not in ("source_system", "loaded_at")
        )

    def column(self, name: str) -> Column | None:
        """The column called `name`, if the entity has it."""
        return next((column for column in self.columns if column.name == name), None)


def read_contracts(folder: Path = CONTRACTS) -> dict[str, Entity]:
    """Every entity a file may fill, by name, in alphabetical order.

    Raises:
        ContractError: a contract file is not YAML, or a column has no type that is known here.
    """
    entities: dict[str, Entity] = {}
    for path in sorted(folder.rglob("_*.yml")):
        for model in _models(path):
            name = str(model.get("name", ""))
            entity = name.removeprefix(PREFIX)
            if name.startswith(PREFIX) and not NOT_AN_INPUT.match(entity):
                entities[entity] = _entity(entity, model, path)
    if not entities:
        raise ContractError(
            f"No conformed contract is in {folder}: "
            "a _*.yml file there describes the models called conformed_<entity>."
        )
    return dict(sorted(entities.items()))


def _models(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(f"{path} is not readable YAML: {error}.") from error
    yield from (document or {}).get("models") or []


def _entity(name: str, model: Mapping[str, Any], path: Path) -> Entity:
    columns = tuple(
        _column(column, name, path)
        for column in model.get("columns") or []
        if _meta(column).get("is_input", True)
    )
    return Entity(name=name, columns=columns, key=_key(model, columns))


def _column(column: Mapping[str, Any], entity: str, path: Path) -> Column:
    name = str(column["name"])
    data_type = str(column.get("data_type", "")).strip().lower()
    parts = DATA_TYPE.match(data_type)
    kind = KINDS.get(parts["name"]) if parts else None
    if parts is None or kind is None:
        raise ContractError(
            f"{path}: column {name} of conformed_{entity} has the data_type '{data_type}'; "
            f"give one of {', '.join(sorted(KINDS))}."
        )
    return Column(
        name=name,
        kind=kind,
        required=_is_required(column),
        given_as=_meta(column).get("given_as"),
        bits=INTEGER_BITS.get(parts["name"], 64),
        precision=int(parts["precision"] or 38),
        scale=int(parts["scale"] or 9),
    )


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _tests(node: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Names and arguments of a node's tests, in each of the forms that dbt reads."""
    for test in [*(node.get("data_tests") or []), *(node.get("tests") or [])]:
        if isinstance(test, str):
            yield test, {}
        else:
            for name, given in test.items():
                if isinstance(given, Mapping):
                    yield name, {**given, **(given.get("arguments") or {})}


def _is_required(column: Mapping[str, Any]) -> bool:
    tested = any(name == "not_null" for name, _ in _tests(column))
    constraints = [constraint.get("type") for constraint in column.get("constraints") or []]
    return tested or bool({"not_null", "primary_key"} & set(constraints))


def _key(model: Mapping[str, Any], columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The tested key: `meta.key`, a unique column, or the columns tested unique together."""
    if given := _meta(model).get("key"):
        return tuple(given)
    for column in model.get("columns") or []:
        if any(name == "unique" for name, _ in _tests(column)):
            return (str(column["name"]),)
    for name, arguments in _tests(model):
        together = arguments.get("combination_of_columns") or arguments.get("columns")
        if "unique" in name and together:
            return tuple(together)
    return tuple(
        column.name for column in columns if column.required and column.name != "loaded_at"
    )
