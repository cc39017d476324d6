"""Un-merging by hand: whom `separate` parts, on the statements dbt runs, against link by link."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.macros import Macros, Owner

Edge = tuple[int, int]
NODES = 10


@st.composite
def trees_with_pairs(draw: st.DrawFn) -> tuple[list[Edge], list[Edge]]:
    """A few forests, their links in any order of strength, and pairs that must be parted."""
    links: list[Edge] = []
    pairs: list[Edge] = []
    for first in range(1, 1 + NODES * draw(st.integers(1, 4)), NODES):
        last = first + NODES - 1
        links += [
            (draw(st.integers(first, node - 1)), node)
            for node in range(first + 1, last + 1)
            if draw(st.integers(0, 5))
        ]
        pairs += [
            (one, draw(st.integers(one + 1, last)))
            for one in draw(st.sets(st.integers(first, last - 1), max_size=3))
        ]
    return draw(st.permutations(links)), pairs


class Separation:
    """The macros on a connection, asked with Python's lists."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self._macros = Macros(
            self.connection,
            "engine/scratch_table.sql",
            "engine/any_numbers.sql",
            "identity/connected_labels.sql",
            "identity/parts_of_separated.sql",
        )

    def parts(self, links: list[Edge], pairs: list[Edge]) -> set[frozenset[int]]:
        met = {node for link in links for node in link}
        asked = [pair for pair in pairs if met.issuperset(pair) and _together(links, *pair)]
        rows = [f"({a}, {b}, {order})" for order, (a, b) in enumerate(links, start=1)]
        rows += [f"({a}, {b}, null)" for a, b in asked]
        values = ", ".join(rows)
        given_rows = (
            f"select * from (values {values or '(1, 1, 1)'}) as given(node_a, node_b, edge_order)"
        )
        table = self._macros.parts_of_separated(Owner("separation"), given_rows)
        found = self.connection.execute(
            f"select list(node_id) from {table} where {bool(values)} group by part_id"
        ).fetchall()
        self.connection.execute(f"drop table {table}")
        left = self.connection.execute("select table_name from duckdb_tables()").fetchall()
        assert left == [], "scratch tables were left behind"
        return {frozenset(part) for (part,) in found}


def _together(links: list[Edge], one: int, other: int) -> bool:
    return any({one, other} <= part for part in link_by_link(links, []))


def link_by_link(links: list[Edge], pairs: list[Edge]) -> set[frozenset[int]]:
    """The strongest link first; one that would make a pair one is left out."""
    part_of = {node: frozenset([node]) for link in links for node in link}
    for a, b in links:
        joined = part_of[a] | part_of[b]
        if not any({one, other} <= joined for one, other in pairs):
            part_of |= dict.fromkeys(joined, joined)
    return set(part_of.values())


@pytest.fixture(scope="module")
def separation() -> Iterator[Separation]:
    made = Separation()
    yield made
    made.connection.close()


@settings(max_examples=12, deadline=None)
@given(given_graph=trees_with_pairs())
def test_parts_are_those_of_laying_link_after_link(
    separation: Separation, given_graph: tuple[list[Edge], list[Edge]]
) -> None:
    links, pairs = given_graph
    parts = separation.parts(links, pairs)
    assert parts == link_by_link(links, pairs)
    assert not [pair for pair in pairs for part in parts if part.issuperset(pair)]


def test_one_cut_serves_two_pairs_where_it_can(separation: Separation) -> None:
    """1 is tied to 2 and 2 to 3: parting 1 from both needs the first link only."""
    assert separation.parts([(1, 2), (2, 3)], [(1, 2), (1, 3)]) == {
        frozenset([1]),
        frozenset([2, 3]),
    }


def test_who_stands_between_stays_where_the_link_is_stronger(separation: Separation) -> None:
    assert separation.parts([(1, 2), (2, 3)], [(1, 3)]) == {frozenset([1, 2]), frozenset([3])}
    assert separation.parts([(2, 3), (1, 2)], [(1, 3)]) == {frozenset([1]), frozenset([2, 3])}
