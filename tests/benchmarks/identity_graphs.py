"""Graphs at their worst for identity, our connected components on them, and scipy's beside it.

Both start from the same table of edges between texts (`cookie:17`) and end with a component for
every node. Ours is what dbt runs: the macros, on the texts' 64-bit hashes. Scipy's has to number
the texts first (pyarrow's dictionary, the fastest way we found).
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tests.properties.macros import Macros, Owner

Shape = Literal["clusters", "random", "power law", "chain", "hub"]
_SMALLEST_CLUSTER = 4


@dataclass(frozen=True)
class Measured:
    """What one way took: seconds on the clock and of the processor, and the components it found."""

    seconds: float
    cpu_seconds: float
    components: int


def make_edges(connection: duckdb.DuckDBPyConnection, shape: Shape, edges: int) -> None:
    """Make the table `edges` (identifier_a, identifier_b), the same for the same arguments.

    `clusters` is what identity graphs look like: a few identifiers a person. The ids of `chain`
    are in order along it.
    """
    dice = np.random.default_rng(20261122)
    made = _SHAPES[shape](edges, dice)
    numbers = pa.table({"a": pa.array(made[0]), "b": pa.array(made[1])})
    connection.register("numbers", numbers)
    connection.execute(
        "create or replace table edges as select 'cookie:' || a as identifier_a,"
        " 'cookie:' || b as identifier_b from numbers"
    )
    connection.unregister("numbers")


def run_ours(connection: duckdb.DuckDBPyConnection) -> Measured:
    """Components of the table `edges`, on the statements of macros/identity."""
    macros = Macros(
        connection,
        "engine/scratch_table.sql",
        "engine/any_numbers.sql",
        "identity/connected_labels.sql",
    )

    labels = ""

    def components() -> int:
        nonlocal labels
        labels = macros.connected_labels(
            Owner("benchmark"),
            "select hash(identifier_a) as node_a, hash(identifier_b) as node_b from edges",
        )
        return 0

    took = _timed(components)
    counted = f"select count(distinct component_id) from {labels}"
    exact = int(connection.execute(counted).fetchall()[0][0])
    connection.execute(f"drop table {labels}")
    return Measured(took.seconds, took.cpu_seconds, exact)


def run_scipy(connection: duckdb.DuckDBPyConnection) -> Measured:
    """The same with scipy; loops make no component, as with ours."""
    return _timed(lambda: _scipy_components(connection))


def run_history(connection: duckdb.DuckDBPyConnection) -> Measured:
    """Who became whom, if the edges came in the order of the table: nodes are numbered first."""
    connection.execute(
        """
        create or replace temp table numbered as
        with names as (
            select identifier_a as name from edges union select identifier_b from edges
        ), nodes as (select hash(name) as name_hash, row_number() over () as node_id from names)
        select one.node_id as node_a, other.node_id as node_b, edges.rowid + 1 as edge_order
        from edges
        inner join nodes as one on hash(edges.identifier_a) = one.name_hash
        inner join nodes as other on hash(edges.identifier_b) = other.name_hash
        """
    )
    macros = Macros(connection, "engine/scratch_table.sql", "identity/merges_in_order.sql")

    def merged() -> int:
        merges = macros.merges_in_order(Owner("benchmark"), "select * from numbered")
        count = int(connection.execute(f"select count(*) from {merges}").fetchall()[0][0])
        connection.execute(f"drop table {merges}")
        return count

    return _timed(merged)


def _timed(work: Callable[[], int]) -> Measured:
    started, cpu = time.perf_counter(), _cpu_seconds()
    found = work()
    return Measured(time.perf_counter() - started, _cpu_seconds() - cpu, found)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _scipy_components(connection: duckdb.DuckDBPyConnection) -> int:
    table = connection.sql(
        "select identifier_a, identifier_b from edges where identifier_a <> identifier_b"
    ).to_arrow_table()
    chunks = table["identifier_a"].chunks + table["identifier_b"].chunks
    encoded = pa.chunked_array(chunks).dictionary_encode()
    numbers = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    half = len(numbers) // 2
    nodes = int(numbers.max()) + 1
    graph = coo_array(
        (np.ones(half, dtype=bool), (numbers[:half], numbers[half:])), (nodes, nodes)
    ).tocsr()
    return int(connected_components(graph, directed=False)[0])


Ends = tuple[np.ndarray, np.ndarray]


def _clusters(edges: int, dice: np.random.Generator) -> Ends:
    person = dice.integers(0, edges // 2, edges) * _SMALLEST_CLUSTER
    return tuple(person + dice.integers(0, _SMALLEST_CLUSTER, edges) for _ in range(2))  # type: ignore[return-value]


def _random(edges: int, dice: np.random.Generator) -> Ends:
    return dice.integers(0, edges, edges), dice.integers(0, edges, edges)


def _power_law(edges: int, dice: np.random.Generator) -> Ends:
    popular = np.minimum(dice.zipf(1.6, edges), edges)
    return popular, dice.integers(0, edges, edges)


def _chain(edges: int, _dice: np.random.Generator) -> Ends:
    return np.arange(edges), np.arange(1, edges + 1)


def _hub(edges: int, _dice: np.random.Generator) -> Ends:
    return np.zeros(edges, dtype=np.int64), np.arange(1, edges + 1)


_SHAPES: dict[str, Callable[[int, np.random.Generator], Ends]] = {
    "clusters": _clusters,
    "random": _random,
    "power law": _power_law,
    "chain": _chain,
    "hub": _hub,
}
