"""What is said of identity's figures, on figures made up here."""

from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import identity
from tests.benchmarks.measuring import Cost
from tests.benchmarks.sample import Sample

Said = tuple[float, bool | None]


def _said(ratios: list[Any]) -> dict[str, Said]:
    return {ratio.what: (round(ratio.value, 3), ratio.is_met) for ratio in ratios}


def test_ours_is_held_against_scipy_and_chains_against_the_clock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def call(function: Any, *_: Any, shape: str, edges: int, way: str) -> Any:
        asked.append((function, shape, edges, way))
        wall = {"ours": 8.0, "scipy": 4.0}[way]
        return {"wall": wall, "cpu": wall, "components": 1}, Cost(wall, wall, 10**9)

    monkeypatch.setattr(identity, "call", call)
    result = identity.worst_cases(tmp_path, lambda _: None, shrink=10)

    said = _said(result.ratios)
    assert said["components of a graph (clusters, 1,000,000 edges) ÷ scipy"] == (2.0, False)
    assert said["components of a graph (hub, 100,000 edges) ÷ scipy"] == (2.0, None)
    assert said["components of a graph (chain, 10,000 edges)"] == (8.0, False)
    assert len(asked) == len(result.tables[0].rows) == 2 * len(identity.GRAPHS)
    assert result.tables[0].rows[0] == ["chain, 10,000 edges", "ours", 8.0, 8.0, 1, 1.0]


def test_people_are_held_against_the_truth_in_percent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = {"precision": 0.995, "recall": 0.9, "recall_of_all": 0.8}
    counts = {"called_one": 200, "linked": 300, "true_pairs": 400}
    built = Sample(tmp_path / "company", tmp_path / "warehouse.duckdb", "key")
    monkeypatch.setattr(identity, "sample", lambda *_: built)
    monkeypatch.setattr(identity, "call", lambda *_, **__: (found | counts, None))

    result = identity.truth(tmp_path, lambda _: None)

    said = _said(result.ratios)
    assert said["people: precision over pairs"] == (99.5, True)
    assert said["people: recall over linked pairs"] == (90.0, False)
    assert result.tables[0].rows[2] == ["recall", 80.0, "all pairs of a person", 400]
