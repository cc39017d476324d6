"""Identity: connected components on graphs at their worst, and people against the truth."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.child import call
from tests.benchmarks.results import Cell, Ratio, Result, Table, at_least, at_most
from tests.benchmarks.sample import Sample, sample

if TYPE_CHECKING:  # its imports would count as the parent's memory, and so as every child's
    from tests.benchmarks.identity_graphs import Shape

Say = Callable[[str], None]

# Edges of each shape, and whether scipy's time on it has been set as a target.
GRAPHS: tuple[tuple["Shape", int, bool], ...] = (
    ("chain", 10**5, False),
    ("chain", 10**6, False),
    ("hub", 10**6, False),
    ("clusters", 10**7, True),
    ("random", 10**7, True),
    ("power law", 6 * 10**6, False),
)
SCIPY_TIMES, CHAIN_SECONDS = 1.5, 5.0
PRECISION, RECALL = 99.0, 95.0
OURS, SCIPY = "ours", "scipy"


def components(shape: "Shape", edges: int, way: str) -> dict[str, Any]:
    """Make a graph and find its components one way, in a child."""
    import duckdb

    from tests.benchmarks import identity_graphs

    with duckdb.connect() as connection:
        identity_graphs.make_edges(connection, shape, edges)
        measure = {OURS: identity_graphs.run_ours, SCIPY: identity_graphs.run_scipy}[way]
        found = measure(connection)
    return {"wall": found.seconds, "cpu": found.cpu_seconds, "components": found.components}


def worst_cases(folder: Path, say: Say, shrink: int = 1) -> Result:
    """Every graph, ours and scipy's, each in a process of its own.

    Args:
        folder: to work in.
        say: told what happens.
        shrink: each graph has so many times fewer edges.
    """
    rows: list[list[Cell]] = []
    ratios: list[Ratio] = []
    for shape, most, is_bound in GRAPHS:
        edges = most // shrink
        label = f"{shape}, {edges:,} edges"
        took = {}
        for way in (OURS, SCIPY):
            found, cost = call(components, folder / "graphs", {}, shape=shape, edges=edges, way=way)
            took[way] = found
            peak = cost.peak / 1e9
            rows.append([label, way, found["wall"], found["cpu"], found["components"], peak])
        say(f"  {label}: {took[OURS]['wall']:.2f} s, scipy {took[SCIPY]['wall']:.2f} s")
        times = took[OURS]["wall"] / took[SCIPY]["wall"]
        what = f"components of a graph ({label}) ÷ scipy"
        ratios.append(
            at_most(what, times, SCIPY_TIMES, " times")
            if is_bound
            else Ratio(what, times, unit=" times")
        )
        if shape == "chain":
            ratios.append(
                at_most(f"components of a graph ({label})", took[OURS]["wall"], CHAIN_SECONDS, " s")
            )
    columns = ["graph", "way", "s", "CPU s", "components", "peak GB"]
    return Result("identity", None, ratios, [Table("", columns, rows)])


def people_agree(warehouse: str, truth: str, vault_key: str) -> dict[str, float]:
    """Compare the people of a warehouse with the truth, in a child."""
    from pipelines.identifiers import Keyring
    from tests.benchmarks.identity_truth import agreement

    found = agreement(Path(warehouse), Path(truth), Keyring(vault_key))
    return {
        "precision": found.precision,
        "recall": found.recall,
        "recall_of_all": found.recall_of_all,
        "called_one": found.called_one,
        "linked": found.linked,
        "true_pairs": found.true_pairs,
    }


def truth(folder: Path, say: Say) -> Result:
    """The people of the sample company against who they are."""
    built: Sample = sample(folder, say)
    found, _ = call(
        people_agree,
        folder / "truth",
        {},
        warehouse=built.warehouse,
        truth=built.company / "truth" / "people.parquet",
        vault_key=built.vault_key,
    )
    percent = {name: 100 * found[name] for name in ("precision", "recall", "recall_of_all")}
    ratios = [
        at_least("people: precision over pairs", percent["precision"], PRECISION, "%"),
        at_least("people: recall over linked pairs", percent["recall"], RECALL, "%"),
    ]
    rows: list[list[Cell]] = [
        ["precision", percent["precision"], "pairs that we call one person", found["called_one"]],
        ["recall", percent["recall"], "pairs of a person that evidence links", found["linked"]],
        ["recall", percent["recall_of_all"], "all pairs of a person", found["true_pairs"]],
    ]
    columns = ["measure", "%", "of", "pairs"]
    return Result("identity_truth", None, ratios, [Table("", columns, rows)])
