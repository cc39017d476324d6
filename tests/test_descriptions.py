"""What readers of the documentation meet: marts, contracts and rules, each column explained."""

import csv
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dbt_server import PROJECT, DbtServer

Node = dict[str, Any]
Column = dict[str, Any]

# What a reader must know of a number: in what it is counted, or what is set against what.
_UNITS = re.compile(
    r"\b(currency|currency_code|percent|x 100|0 to 1|share of|probability|p-value|interval|points"
    r"|logarithm|hours|days|months|unit|times|over that of|credits|conversions|outcomes)\b",
    re.IGNORECASE,
)
_MEASURED = ("decimal", "double", "float")
_SMALL_WORDS = {"a", "an", "the", "of", "its", "it", "is", "this", "that"}


@pytest.fixture(scope="module")
def nodes(dbt_server: DbtServer) -> list[Node]:
    manifest = dbt_server.project()
    return [*manifest["nodes"].values(), *manifest["sources"].values()]


@pytest.fixture(scope="module")
def explained(nodes: list[Node]) -> list[Node]:
    """Marts, conformed contracts and seeds: what people outside a model's folder work with."""
    for kind in (is_mart, is_contract, is_seed):
        assert any(map(kind, nodes)), f"{kind.__name__} finds nothing"
    return [node for node in nodes if is_mart(node) or is_contract(node) or is_seed(node)]


def is_mart(node: Node) -> bool:
    return bool(node["resource_type"] == "model" and node["fqn"][1] == "marts")


def is_contract(node: Node) -> bool:
    return bool(node["resource_type"] == "model" and node["name"].startswith("conformed_"))


def is_seed(node: Node) -> bool:
    return bool(node["resource_type"] == "seed")


def columns_of(nodes: list[Node]) -> Iterator[tuple[str, Column]]:
    for node in nodes:
        for column in node["columns"].values():
            yield f"{node['name']}.{column['name']}", column


def words(text: str) -> set[str]:
    """The words that say something, in the singular."""
    found = re.findall(r"[a-z0-9]+", text.lower())
    return {word.removesuffix("s") for word in found} - {
        one.removesuffix("s") for one in _SMALL_WORDS
    }


def test_every_raw_table_every_seed_and_every_model_is_described(nodes: list[Node]) -> None:
    kinds = {"source", "seed", "model"}
    silent = [
        one["name"]
        for one in nodes
        if one["resource_type"] in kinds and not one["description"].strip()
    ]
    assert silent == []


def test_every_seed_says_its_grain(nodes: list[Node]) -> None:
    seeds = [node for node in nodes if is_seed(node)]
    assert [one["name"] for one in seeds if not one["config"]["meta"].get("grain")] == []


def test_the_columns_of_a_rule_are_those_of_its_file(nodes: list[Node]) -> None:
    for seed in filter(is_seed, nodes):
        with (PROJECT / seed["original_file_path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert sorted(seed["columns"]) == sorted(header), seed["name"]


def test_every_column_is_described(explained: list[Node]) -> None:
    silent = [name for name, column in columns_of(explained) if not column["description"].strip()]
    assert silent == []


def test_a_description_says_more_than_the_name(explained: list[Node]) -> None:
    """`channel: "The channel."` tells nobody anything."""
    empty = [
        f"{name}: {column['description']}"
        for name, column in columns_of(explained)
        if words(column["description"]) <= words(column["name"].replace("_", " "))
    ]
    assert empty == []


def test_a_number_says_in_what_it_is_measured(explained: list[Node]) -> None:
    unitless = [
        f"{name}: {column['description']}"
        for name, column in columns_of([node for node in explained if not is_seed(node)])
        if str(column["data_type"]).startswith(_MEASURED)
        and not _UNITS.search(column["description"])
    ]
    assert unitless == []


def test_a_share_and_a_percentage_are_told_apart(explained: list[Node]) -> None:
    """0.42 and 42 differ by a factor that no test of a value would find."""
    said = {"_percent": r"x 100|percent", "_rate": r"0 to 1", "_share": r"0 to 1|0\.5"}
    unclear = [
        f"{name}: {column['description']}"
        for name, column in columns_of(explained)
        for ending, words_for_it in said.items()
        if name.endswith(ending)
        and not re.search(words_for_it, column["description"], re.IGNORECASE)
    ]
    assert unclear == []
