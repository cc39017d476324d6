"""The partition into people is that of union-find on any graph: exactly, whatever its shape."""

import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

from tests.scenarios.warehouse import Warehouse

Edge = tuple[str, str]


def chain(length: int) -> list[Edge]:
    return [(f"g-chain-{n:06}", f"g-chain-{n + 1:06}") for n in range(length)]


def shuffled_chain(length: int, dice: random.Random) -> list[Edge]:
    names = [f"g-mixed-{n:06}" for n in range(length + 1)]
    dice.shuffle(names)
    return list(pairwise(names))


def hub(spokes: int) -> list[Edge]:
    return [("g-hub", f"g-spoke-{n:06}") for n in range(spokes)]


def ring(length: int) -> list[Edge]:
    return [(f"g-ring-{n}", f"g-ring-{(n + 1) % length}") for n in range(length)]


def random_graph(number: int, dice: random.Random) -> list[Edge]:
    """Sparse to dense, with loops, doubles and pairs given both ways round."""
    nodes = dice.randint(1, 120)
    edges = [
        (f"g-{number}-{dice.randrange(nodes)}", f"g-{number}-{dice.randrange(nodes)}")
        for _ in range(int(nodes * dice.choice([0.3, 0.5, 0.7, 1.0, 3.0])) + 1)
    ]
    return edges + [(b, a) for a, b in edges[::3]]


def some_graphs() -> list[Edge]:
    dice = random.Random(20260601)  # noqa: S311
    edges = chain(5_000) + shuffled_chain(2_000, dice) + hub(20_000) + ring(999)
    for number in range(150):
        edges += random_graph(number, dice)
    dice.shuffle(edges)
    return edges


EDGES = some_graphs()

ROWS: dict[str, list[dict[str, Any]]] = {
    "identities": [
        {"id_type_a": "crm_id", "id_value_a": a, "id_type_b": "crm_id", "id_value_b": b}
        for a, b in sorted({tuple(sorted(edge)) for edge in EDGES})
    ]
}


def union_find(edges: list[Edge]) -> dict[str, str]:
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        leader.setdefault(node, node)
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for a, b in edges:
        leader[find(a)] = find(b)
    return {node: find(node) for node in leader}


def parts(labels: dict[str, str]) -> set[frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for node, label in labels.items():
        groups[label].add(node)
    return {frozenset(group) for group in groups.values()}


def test_people_are_the_components_that_union_find_gives(warehouse: Warehouse) -> None:
    joined = [(a, b) for a, b in EDGES if a != b]
    found = warehouse.rows(
        "select identifier, person_id from marts.dim_identifiers"
        " where identifier_type = 'crm_id' and identifier like 'g-%'"
    )
    assert parts(dict(found)) == parts(union_find(joined))


def test_a_person_takes_the_id_of_its_smallest_identifier_when_none_has_a_date(
    warehouse: Warehouse,
) -> None:
    ids = warehouse.rows(
        "select person_id = md5('crm_id:' || min(identifier)) from marts.dim_identifiers"
        " where identifier like 'g-%' group by person_id"
    )
    assert set(ids) == {(True,)}
