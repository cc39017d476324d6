"""The graph algorithms of identity, on the statements dbt runs, against the plain ways to do it."""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.macros import Macros, Owner

Edge = tuple[int, int]
Merge = tuple[int, int, int]

nodes = st.integers(1, 30)
anything = st.lists(st.tuples(nodes, nodes), max_size=60)
chains = st.permutations(range(1, 40)).map(lambda order: list(pairwise(order)))
hubs = st.lists(nodes, max_size=30).map(lambda spokes: [(15, spoke) for spoke in spokes])
cliques = st.sets(nodes, max_size=8).map(lambda one: [(a, b) for a in one for b in one])
shapes = st.one_of(
    anything, chains, hubs, cliques, st.tuples(anything, chains).map(lambda two: two[0] + two[1])
)
# Many graphs at once, no node in two: a statement costs the same for one or twenty.
graphs = st.lists(shapes, min_size=1, max_size=20).map(
    lambda several: [
        (a + 100 * number, b + 100 * number)
        for number, edges in enumerate(several)
        for a, b in edges
    ]
)


class Graphs:
    """The macros on a connection, asked with Python's lists."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self._macros = Macros(
            self.connection,
            "engine/scratch_table.sql",
            "engine/any_numbers.sql",
            "identity/connected_labels.sql",
            "identity/merges_in_order.sql",
        )

    def components(self, edges: list[Edge]) -> dict[int, int]:
        self._give(edges)
        table = self._macros.connected_labels(Owner("graph"), "select * from given")
        return {node: label for node, label in self._taken(table)}  # noqa: C416

    def merges(self, edges: list[Edge]) -> set[Merge]:
        self._give(edges)
        table = self._macros.merges_in_order(Owner("graph"), "select * from given")
        return {(node, into, order) for node, into, order in self._taken(table)}

    def _give(self, edges: list[Edge]) -> None:
        columns = {
            "node_a": [a for a, _ in edges],
            "node_b": [b for _, b in edges],
            "edge_order": list(range(1, len(edges) + 1)),
        }
        types = {"edge_order": pa.int64()}
        self.connection.register(
            "given",
            pa.table(
                {name: pa.array(of, types.get(name, pa.uint64())) for name, of in columns.items()}
            ),
        )

    def _taken(self, table: str) -> list[tuple[int, ...]]:
        rows: list[tuple[int, ...]] = self.connection.execute(f"from {table}").fetchall()
        self.connection.execute(f"drop table {table}")
        left = self.connection.execute("select table_name from duckdb_tables()").fetchall()
        assert left == [], "scratch tables were left behind"
        return rows


@pytest.fixture(scope="module")
def graphs_in_sql() -> Iterator[Graphs]:
    made = Graphs()
    yield made
    made.connection.close()


def parts(labels: dict[int, int]) -> set[frozenset[int]]:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for node, label in labels.items():
        groups[label].add(node)
    return {frozenset(group) for group in groups.values()}


def replayed(edges: list[Edge]) -> tuple[set[Merge], dict[int, int]]:
    """One edge after the other: who ended when, in whom, and who stands for whom at last."""
    leader: dict[int, int] = {}

    def find(node: int) -> int:
        leader.setdefault(node, node)
        while leader[node] != node:
            node = leader[node]
        return node

    merges = set()
    for order, (a, b) in enumerate(edges, start=1):
        if a == b:
            continue
        elder, younger = sorted((find(a), find(b)))
        if elder != younger:
            leader[younger] = elder
            merges.add((younger, elder, order))
    return merges, {node: find(node) for node in leader}


@settings(max_examples=25, deadline=None)
@given(edges=graphs)
def test_components_are_those_of_union_find(graphs_in_sql: Graphs, edges: list[Edge]) -> None:
    found = graphs_in_sql.components(edges)
    assert parts(found) == parts(replayed(edges)[1])


@settings(max_examples=10, deadline=None)
@given(edges=graphs, dice=st.randoms(use_true_random=False))
def test_neither_the_order_of_edges_nor_their_direction_nor_doubles_matter(
    graphs_in_sql: Graphs, edges: list[Edge], dice: random.Random
) -> None:
    turned = [(b, a) for a, b in edges] + edges[::2]
    dice.shuffle(turned)
    assert parts(graphs_in_sql.components(turned)) == parts(graphs_in_sql.components(edges))


@settings(max_examples=10, deadline=None)
@given(edges=graphs, factor=st.integers(1, 2**52))
def test_nodes_may_be_numbers_of_any_size(
    graphs_in_sql: Graphs, edges: list[Edge], factor: int
) -> None:
    large = [(a * factor, b * factor) for a, b in edges]
    small = {node * factor: label for node, label in graphs_in_sql.components(edges).items()}
    assert parts(graphs_in_sql.components(large)) == parts(small)


@settings(max_examples=25, deadline=None)
@given(edges=graphs)
def test_merges_are_those_of_a_replay_edge_by_edge(
    graphs_in_sql: Graphs, edges: list[Edge]
) -> None:
    assert graphs_in_sql.merges(edges) == replayed(edges)[0]


@pytest.mark.parametrize("towards_the_elder", [True, False])
def test_a_long_chain_needs_few_rounds_in_whatever_order_it_grew(
    graphs_in_sql: Graphs, towards_the_elder: bool
) -> None:
    chain = [(n, n + 1) for n in range(1, 20_000)]
    grown = chain[::-1] if towards_the_elder else chain
    assert len(graphs_in_sql.merges(grown)) == len(chain)
    assert len(parts(graphs_in_sql.components(grown))) == 1


def test_a_chain_that_grew_at_random_is_replayed_exactly(graphs_in_sql: Graphs) -> None:
    chain = [(n, n + 1) for n in range(1, 5_000)]
    random.Random(7).shuffle(chain)  # noqa: S311
    assert graphs_in_sql.merges(chain) == replayed(chain)[0]
