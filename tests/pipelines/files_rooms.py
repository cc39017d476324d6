"""Small folders with files and a mapping, for the tests of the files system."""

import textwrap
from pathlib import Path

from pipelines.contracts import read_contracts
from pipelines.sources.files.document import FilesError
from pipelines.sources.files.mapping import read_mapping
from pipelines.sources.files.plan import MappedFile, make_plan
from pipelines.sources.files.readers import BadRow

PEOPLE = """
version: 1
files:
  - path: people.csv
    entity: people
    columns:
      person_source_id: id
      kind: {constant: lead}
      lead_source: source
"""


def write(folder: Path, name: str, text: str) -> Path:
    """Write `text`, without its common indentation and first line break, to a file."""
    path = folder / name
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def plan_of(mapping: Path) -> list[MappedFile]:
    """The plan of a mapping whose files lie beside it."""
    read, document = read_mapping(mapping)
    return make_plan(read, document, read_contracts(), mapping.parent)


def problems_of(mapping: Path) -> list[str]:
    """What is wrong with a mapping; nothing if it is sound."""
    try:
        plan_of(mapping)
    except FilesError as error:
        return list(error.problems)
    return []


def rows_of(file: MappedFile) -> dict[int, list[str | None] | str]:
    """Cells by row number; for a bad row its reason."""
    return {
        number: cells.reason if isinstance(cells, BadRow) else list(cells)
        for number, cells in file.reader.rows(file.path, file.entry, file.wanted)
    }
