"""README's pictures: drawn from the manifest, and not behind it."""

from typing import Any

import pytest

from orchestration.diagrams import README, DiagramError, lineage, redrawn, without_what_follows
from tests.dbt_server import DbtServer


@pytest.fixture(scope="module")
def manifest(dbt_server: DbtServer) -> dict[str, Any]:
    return dbt_server.project()


def model(layer: str, area: str, name: str, *reads: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "fqn": ["closed_loop", layer, area, name],
        "depends_on": {"nodes": list(reads)},
    }


def test_readme_shows_the_project_as_it_is(manifest: dict[str, Any]) -> None:
    page = README.read_text(encoding="utf-8")
    assert redrawn(page, manifest) == page, "README.md is behind: make docs"


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")]
    assert without_what_follows(edges) == [("a", "b"), ("a", "d"), ("b", "c")]


def test_an_arrow_points_to_the_folder_that_is_complete_later() -> None:
    """Sessions read channels, channels read a model of sessions: sessions are complete later."""
    manifest = {
        "nodes": {
            "hits": model("intermediate", "sessions", "hits"),
            "sources": model("intermediate", "channels", "sources", "hits"),
            "visits": model("intermediate", "sessions", "visits", "sources"),
        },
        "sources": {},
        "exposures": {},
    }
    arrows = [line.strip() for line in lineage(manifest).splitlines() if "-->" in line]
    assert arrows == ["areas_channels --> areas_sessions"]


def test_a_page_without_a_place_for_a_picture_is_told_what_it_needs() -> None:
    with pytest.raises(DiagramError, match="drawn by make docs"):
        redrawn("# Closed Loop", {"nodes": {}, "sources": {}, "exposures": {}})
