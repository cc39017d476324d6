"""Holds a mapping against the contract and the files, before anything is read or landed.

Every problem found is one sentence with the line of the mapping it is about; all are told at once.
"""

import glob
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.contracts import Column, Entity
from pipelines.kinds import Unreadable
from pipelines.sources.files.document import Document, FilesError, Place
from pipelines.sources.files.mapping import FORMATS, FileEntry, Format, Mapping, Rule, closest
from pipelines.sources.files.readers import Reader, reader_of
from pipelines.sources.files.values import NUMERIC, Transform, Value, transform

WRITTEN_BY_THE_ROAD = {
    "loaded_at": "it is written when the row is landed",
    "source_system": "give `system:` beside the file's `entity:`",
}


@dataclass(frozen=True)
class Step:
    """How one target is filled.

    Attributes:
        target: column of the entity.
        source: column of the file; None for a constant.
        apply: from a trimmed, non-empty cell to the value.
        plain: `apply` only keeps spreadsheet errors out.
        value: of a constant.
    """

    target: str
    source: str | None
    apply: Transform
    plain: bool = False
    value: Value = None


@dataclass(frozen=True)
class MappedFile:
    """One file on its way into one entity. `name` is what the file is called in raw."""

    path: Path
    name: str
    entry: FileEntry
    entity: Entity
    reader: Reader
    steps: tuple[Step, ...]

    @property
    def wanted(self) -> list[str]:
        """The file's columns that are read, in the order in which their steps want them."""
        return [step.source for step in self.steps if step.source is not None]

    def fingerprint(self) -> str:
        """SHA-256 of the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def targets_of(entity: Entity) -> dict[str, Column]:
    """What a mapping may fill: the contract's columns, `email` and `phone` where a key is made."""
    made = {column.name for column in entity.columns if column.given_as}
    for given in {column.given_as for column in entity.columns if column.given_as}:
        made |= {"email_domain"} if given == "email" else {"phone_country"}
    targets = {
        column.name: column
        for column in entity.columns
        if column.name not in made and column.name not in WRITTEN_BY_THE_ROAD
    }
    for column in entity.columns:
        if column.given_as:
            targets[column.given_as] = Column(column.given_as, "text", given_as=column.given_as)
    return targets


def make_plan(
    mapping: Mapping, document: Document, contracts: dict[str, Entity], folder: Path
) -> list[MappedFile]:
    """Every file of the mapping, found and checked, in the order of the mapping.

    Args:
        mapping: as read from `document`.
        document: for the lines in messages.
        contracts: entities by name.
        folder: where relative paths start.

    Raises:
        FilesError: all problems there are.
    """
    problems: list[str] = []
    plan: list[MappedFile] = []
    for index, entry in enumerate(mapping.files):
        checker = _Checker(document, ("files", index), entry, folder)
        plan.extend(checker.mapped_files(contracts))
        problems.extend(checker.problems)
    if problems:
        raise FilesError(*dict.fromkeys(problems))
    return plan


class _Checker:
    """Checks one entry of the mapping."""

    def __init__(self, document: Document, place: Place, entry: FileEntry, folder: Path) -> None:
        self.document = document
        self.place = place
        self.entry = entry
        self.folder = folder
        self.problems: list[str] = []

    def problem(self, sentence: str, *where: str) -> None:
        self.problems.append(f"{self.document.at((*self.place, *where))}: {sentence}")

    def mapped_files(self, contracts: dict[str, Entity]) -> list[MappedFile]:
        entity = contracts.get(self.entry.entity)
        steps: tuple[Step, ...] = ()
        if entity is None:
            hint = closest(self.entry.entity, list(contracts))
            self.problem(f"there is no entity '{self.entry.entity}': {hint}", "entity")
        else:
            steps = tuple(self._steps(entity))
        mapped = []
        for path in self._paths():
            form = self._format(path)
            if form is None or entity is None:
                continue
            file = MappedFile(path, self._name(path), self.entry, entity, reader_of(form), steps)
            self._check_columns(file)
            mapped.append(file)
        return mapped

    def _steps(self, entity: Entity) -> Iterator[Step]:
        targets = targets_of(entity)
        for name, rule in self.entry.columns.items():
            column = targets.get(name)
            if column is None:
                self.problem(_no_target(name, entity, targets), "columns", name)
            elif wrong := _misfit(rule, column):
                self.problem(f"{name}: {wrong}.", "columns", name)
            else:
                yield self._step(name, rule, column)
        for name in entity.required:
            if name not in self.entry.columns:
                self.problem(
                    f"{entity.name} cannot do without '{name}': map it to a column or a constant.",
                    "columns",
                )

    def _step(self, name: str, rule: Rule, column: Column) -> Step:
        apply = transform(rule, column)
        if rule.constant is None:
            plain = column.kind == "text" and not rule.transforms
            return Step(name, (rule.column or "").strip(), apply, plain)
        text = rule.constant.strip()
        value: Value = None
        try:
            value = apply(text) if text else None
        except Unreadable as error:
            self.problem(f"the constant of {name} {error}.", "columns", name)
        return Step(name, None, apply, value=value)

    def _paths(self) -> list[Path]:
        given = self.folder / Path(self.entry.path).expanduser()
        if given.is_file():
            return [given]
        if not glob.has_magic(self.entry.path):
            self.problem(
                f"the file {self.entry.path} is not in {self.folder}: put it there, or name its "
                "folder with `folder:` in the mapping or CLOSED_LOOP_FILES_FOLDER.",
                "path",
            )
            return []
        found = sorted(Path(path) for path in glob.glob(str(given), recursive=True))  # noqa: PTH207
        files = [path for path in found if path.is_file() and not path.name.startswith("~$")]
        if not files:
            self.problem(f"no file matches {self.entry.path} in {self.folder}.", "path")
        return files

    def _name(self, path: Path) -> str:
        if path.is_relative_to(self.folder):
            return path.relative_to(self.folder).as_posix()
        return path.as_posix()

    def _format(self, path: Path) -> Format | None:
        form = self.entry.format or FORMATS.get(path.suffix.lower())
        if form is None:
            self.problem(
                f"{path.name} has no ending that says its format: give `format:` "
                f"({', '.join(dict.fromkeys(FORMATS.values()))}).",
                "path",
            )
        for option, formats in {
            "sheet": ("xlsx",),
            "delimiter": ("csv", "tsv"),
            "encoding": ("csv", "tsv", "json", "jsonl"),
            "header_row": ("csv", "tsv", "xlsx"),
        }.items():
            if form and option in self.entry.model_fields_set and form not in formats:
                self.problem(f"`{option}` means nothing for a {form} file: take it out.", option)
        return form

    def _check_columns(self, file: MappedFile) -> None:
        if not file.wanted:
            return
        try:
            columns = file.reader.columns(file.path, self.entry, file.wanted)
        except (FilesError, OSError) as error:
            self.problem(_readable(error, file.path), "path")
            return
        if hint := _separator_hint(columns, file):
            self.problem(hint, "delimiter" if self.entry.delimiter else "path")
            return
        count = Counter(columns)
        for step in file.steps:
            if step.source is None or count[step.source] == 1:
                continue
            where = ("columns", step.target)
            if count[step.source] > 1:
                times = f"stands {count[step.source]} times in the header of {file.name}"
                self.problem(f"column '{step.source}' {times}: rename all but one.", *where)
            else:
                hint = closest(step.source, columns)
                self.problem(f"{file.name} has no column '{step.source}': {hint}", *where)


def _readable(error: Exception, path: Path) -> str:
    if isinstance(error, OSError):
        return f"{path} cannot be opened: {error.strerror or type(error).__name__}."
    return str(error)


def _separator_hint(columns: list[str], file: MappedFile) -> str | None:
    if len(columns) == 1 and columns[0] not in file.wanted:
        for mark, name in {";": "';'", "\t": "tab", "|": "'|'", ",": "','"}.items():
            if mark in columns[0]:
                return f"the header of {file.name} is one cell: `delimiter: {name}` would part it."
    return None


def _no_target(name: str, entity: Entity, targets: dict[str, Column]) -> str:
    if reason := WRITTEN_BY_THE_ROAD.get(name):
        return f"'{name}' cannot be mapped: {reason}."
    for column in entity.columns:
        if column.name == name and name not in targets:
            given = "email" if name.startswith("email") else "phone"
            return f"'{name}' is made from the plain value: map '{given}' instead."
    return f"{entity.name} has no column '{name}': {closest(name, list(targets))}"


def _misfit(rule: Rule, column: Column) -> str | None:
    """Why a transform means nothing for the column's type, if it does."""
    numeric, timed = {"decimal", "money"}, {"date_format", "timezone"}
    asked = rule.transforms
    if column.kind not in NUMERIC and asked & numeric:
        return f"`{(asked & numeric).pop()}` is for numbers, and this column holds {column.kind}"
    if column.kind not in ("date", "timestamp") and asked & timed:
        return f"`{(asked & timed).pop()}` is for dates and times, and this column is {column.kind}"
    if column.kind == "date" and rule.timezone:
        return "`timezone` is for points in time, and this column holds a day"
    return None
