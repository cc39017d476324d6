"""The pictures in README.md, drawn from dbt's manifest: `python -m orchestration.diagrams`.

Two Mermaid diagrams between markers, which the repository's page renders: the lineage by folders of
models, and the marts with their keys. Grammar: mermaid.js.org/syntax, `flowchart` and `erDiagram`.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any

from orchestration.dbt_project import ROOT, ManifestError, Parse, export
from pipelines.errors import Explained
from pipelines.locks import LockError
from pipelines.settings import SettingsError, load_settings
from pipelines.settings.reading import project_vars

Node = Mapping[str, Any]
Edge = tuple[str, str]

README = ROOT / "README.md"
_LAYERS = {
    "raw": ("raw: a system's tables", "#e8eaed"),
    "staging": ("staging: read, renamed, cast", "#dbe9f6"),
    "conformed": ("conformed: one contract an entity", "#d5efe3"),
    "seeds": ("seeds: rules as rows", "#f3e3f1"),
    "areas": ("intermediate and marts: models, and marts for readers", "#fff2cc"),
    "readers": ("readers", "#e8eaed"),
}
_THINGS_OF = {"raw": "table", "seeds": "table"}
_THINGS = ["table", "mapping", "contract", "model", "mart", "dashboard", "application"]
# Nearly every mart has its key: lines to it would hide all others. The text below says so.
_EVERYWHERE = {"dim_channels"}


class DiagramError(Explained):
    """README.md has no place for a picture: one sentence that says what to write there."""


def redrawn(page: str, manifest: Mapping[str, Any]) -> str:
    """The page with both pictures as the manifest has them.

    Raises:
        DiagramError: the page lacks a marker.
    """
    for name, draw in {"lineage": lineage, "entities": entities}.items():
        first, last = f"<!-- {name}: drawn by make docs -->", f"<!-- end of {name} -->"
        before, opened, rest = page.partition(first)
        _, closed, after = rest.partition(last)
        if not opened or not closed:
            raise DiagramError(f"README.md needs the lines {first} and {last}, in this order.")
        page = f"{before}{first}\n```mermaid\n{draw(manifest)}```\n{last}{after}"
    return page


def lineage(manifest: Mapping[str, Any]) -> str:
    """Folders of models and what they read, as a flowchart.

    Models of two folders often read each other: an arrow points to the folder that is complete
    later, and is left out where it follows from others. All there are would be a hundred.
    """
    everything = {**manifest["nodes"], **manifest["sources"]}
    shown = {key: node for key, node in everything.items() if all(_place(node))}
    complete: Counter[str] = Counter()
    for key, steps in _steps_before(shown).items():
        complete[_box(shown[key])] = max(complete[_box(shown[key])], steps)
    arrows = without_what_follows(
        (above, below)
        for node in shown.values()
        for below in [_box(node)]
        for above in (_box(shown[read]) for read in _read_by(node, shown))
        if above != "seeds_rules" and complete[above] < complete[below]
    )
    lines = ["flowchart TB"]
    for layer, boxes in _boxes(shown.values(), manifest["exposures"]).items():
        title, colour = _LAYERS[layer]
        lines += [f'    subgraph {layer}["{title}"]']
        lines += [f'        {box}["{label}"]:::{layer}box' for box, label in sorted(boxes.items())]
        lines += ["    end", f"    classDef {layer}box fill:{colour},stroke:#57606a,color:#1f2328"]
    lines += [f"    {above} --> {below}" for above, below in arrows]
    lines += ["    seeds -.-> areas"]
    lines += ["    areas --> readers"] * bool(manifest["exposures"])
    return "\n".join(lines) + "\n"


def _read_by(node: Node, shown: Mapping[str, Node]) -> list[str]:
    return [read for read in node.get("depends_on", {}).get("nodes", ()) if read in shown]


def _steps_before(shown: Mapping[str, Node]) -> dict[str, int]:
    """How many nodes must be built one after the other before each."""
    steps: dict[str, int] = {}
    order = TopologicalSorter({key: _read_by(node, shown) for key, node in shown.items()})
    for key in order.static_order():
        steps[key] = max((steps[read] + 1 for read in _read_by(shown[key], shown)), default=0)
    return steps


def without_what_follows(edges: Iterable[Edge]) -> list[Edge]:
    """The fewest edges that lead from anywhere to wherever all of them do; they form no circle."""
    below: dict[str, set[str]] = defaultdict(set)
    for above, one in edges:
        below[above].add(one)
    reached: dict[str, set[str]] = {}
    for one in TopologicalSorter(below).static_order():  # what is below comes first
        reached[one] = below[one].union(*(reached[next_] for next_ in below[one]))
    return sorted(
        (above, one)
        for above, ones in list(below.items())
        for one in ones
        if not any(one in reached[other] for other in ones)
    )


def _place(node: Node) -> tuple[str, str]:
    """The layer and the folder a node is in; both empty for tests and dlt's own tables."""
    if node["resource_type"] == "source" and not node["name"].startswith("_dlt"):
        return "raw", node["source_name"].removeprefix("raw_")
    match node["resource_type"], *node["fqn"][1:3]:
        case "seed", *_:
            return "seeds", "rules"
        case "model", "staging", system:
            return "staging", system
        case "model", "conformed", _:
            return "conformed", "entities"
        case "model", _, area:
            return "areas", area
    return "", ""


def _box(node: Node) -> str:
    return "_".join(_place(node))


def _boxes(shown: Iterable[Node], exposures: Mapping[str, Node]) -> dict[str, dict[str, str]]:
    """Labels of the boxes of each layer, by their ids."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for node in shown:
        counts[_place(node)][_thing(node)] += 1
    for exposure in exposures.values():
        counts["readers", exposure["type"]][exposure["type"]] += 1
    boxes: dict[str, dict[str, str]] = {layer: {} for layer in _LAYERS}
    for (layer, folder), things in counts.items():
        told = ", ".join(_counted(things[one], one) for one in sorted(things, key=_THINGS.index))
        name = "" if layer in ("conformed", "seeds", "readers") else f"{folder}<br/>"
        boxes[layer][f"{layer}_{folder}"] = name + told
    return {layer: found for layer, found in boxes.items() if found}


def _thing(node: Node) -> str:
    """What a node is counted as."""
    layer, _ = _place(node)
    if layer == "conformed":
        return "contract" if node["name"].startswith("conformed_") else "mapping"
    return "mart" if node["fqn"][1] == "marts" else _THINGS_OF.get(layer, "model")


def _counted(count: int, things: str) -> str:
    return f"{count} {things}" if count == 1 else f"{count} {things}s"


def entities(manifest: Mapping[str, Any]) -> str:
    """The marts that refer to each other, each line with the column that does.

    What refers to what is what `relationships` tests hold; where a row has at most one that refers
    to it, a `unique` test holds that.
    """
    nodes = manifest["nodes"]
    marts = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }
    columns: dict[str, dict[Edge, Node]] = defaultdict(dict)
    for test in nodes.values():
        if test.get("attached_node") in marts and test.get("test_metadata"):
            place = (test["attached_node"], test["column_name"])
            columns[test["test_metadata"]["name"]][place] = test
    lines = ["erDiagram", "    direction LR"]
    for (mart, column), test in sorted(columns["relationships"].items()):
        for other in set(test["depends_on"]["nodes"]) & marts.keys() - {mart}:
            name, to = marts[mart]["name"], marts[other]["name"]
            one = "||" if _is_never_null(marts[mart], column) else "|o"
            many = "o|" if (mart, column) in columns["unique"] else "o{"
            if to not in _EVERYWHERE:
                lines += [f'    {to} {one}--{many} {name} : "{column}"']
    return "\n".join(lines) + "\n"


def _is_never_null(mart: Node, column: str) -> bool:
    constraints = mart["columns"][column]["constraints"]
    return any(constraint["type"] == "not_null" for constraint in constraints)


def main() -> int:
    """Draw README's pictures again, of the systems that dbt_project.yml names."""
    try:
        settings = load_settings()
        if list(settings.sources) != list(project_vars()["sources"]):
            print("README.md keeps its pictures: CLOSED_LOOP_SOURCES names other systems.")
            return 0
        export(settings)
        manifest = json.loads(Parse(settings).manifest().read_text(encoding="utf-8"))
        page = README.read_text(encoding="utf-8")
        README.write_text(redrawn(page, manifest), encoding="utf-8")
    except (SettingsError, ManifestError, LockError, DiagramError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
