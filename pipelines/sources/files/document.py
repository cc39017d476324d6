"""Reads YAML so that every value keeps its line, stays text, and no key stands twice.

A plain YAML reader turns `01` into 1, `NO` into false and `2018-02-01` into a date, and lets the
last of two equal keys win without a word. A mapping must do none of that.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import SourceError

Place = tuple[str | int, ...]


class FilesError(SourceError):
    """Nothing of the `files` system can be landed; one sentence a problem, each with its place."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """A YAML file: its value (dicts, lists and text) and the line of every place in it."""

    path: Path
    value: Any
    lines: dict[Place, int]

    def at(self, place: Place) -> str:
        """Where `place` is, for a message: the file and the line, or the nearest line above."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path} line {self.lines.get(place, 1)}"


def read_document(path: Path) -> Document:
    """Read the YAML file at `path`.

    Raises:
        FilesError: it is missing, not UTF-8, not YAML, or a key stands twice in one block.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise FilesError(f"{path} is not there: give the path of your files mapping.") from None
    except OSError as error:
        raise FilesError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise FilesError(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise FilesError(f"{path} line {line}: not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise FilesError(f"{path}: not YAML: {str(error).splitlines()[0]}.") from error
    reader = _Reader(path)
    value = reader.value(node, ()) if node is not None else None
    if reader.problems:
        raise FilesError(*reader.problems)
    return Document(path, value, reader.lines)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.problems: list[str] = []

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        if node.tag == "tag:yaml.org,2002:null":
            return None
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in values:
                self.problems.append(
                    f"{self.path} line {line}: '{key}' stands a second time in the same block: "
                    "keep one of the two."
                )
                continue
            self.lines[*place, key] = line
            values[key] = self.value(value_node, (*place, key))
        return values
