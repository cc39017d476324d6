"""The form of a files mapping: which file fills which entity, column by column.

`docs/files.md` is its reference for the people who write one.
"""

import codecs
import difflib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from pipelines.sources.files.document import Document, FilesError, Place, read_document

Format = Literal["csv", "tsv", "json", "jsonl", "parquet", "xlsx"]
FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"'{name}' is not a time zone: give one such as Europe/Berlin or UTC"
        ) from None
    return name


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError(
            f"'{name}' is not an encoding: give one such as utf-8, cp1252 or utf-16"
        ) from None


def _date_format(form: str) -> str:
    if "%" not in form:
        raise ValueError(f"'{form}' is not a date format: write it as in \"%d.%m.%Y %H:%M\"")
    if "%Z" in form:  # Python reads a zone's name and then forgets it
        raise ValueError("%Z cannot be trusted: leave the zone's name out and give `timezone`")
    return form


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Split(_Strict):
    """Keep one part of a text: the `part`-th (from 1; -1 is the last) between separators."""

    separator: str = Field(min_length=1)
    part: int

    @field_validator("part")
    @classmethod
    def _counts_from_one(cls, part: int) -> int:
        if part == 0:
            raise ValueError("parts are counted from 1, or from the end with -1, -2")
        return part


class Rule(_Strict):
    """Where one target column comes from, and what is done to it on the way.

    The order is fixed: trim, split, map, lower or upper, then number or date.
    """

    column: str | None = None
    constant: str | None = None
    split: Split | None = None
    map: dict[str, str | None] | None = None
    lower: bool = False
    upper: bool = False
    decimal: Literal["comma", "point"] | None = None
    money: bool = False
    date_format: Annotated[str, AfterValidator(_date_format)] | None = None
    timezone: Annotated[str, AfterValidator(_time_zone)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_text_is_a_column(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> "Rule":
        if (self.column is None) == (self.constant is None):
            raise ValueError("give a column, {column: ...} or {constant: ...}")
        if self.lower and self.upper:
            raise ValueError("give lower or upper, not both")
        return self

    @property
    def transforms(self) -> set[str]:
        """Names of the transforms asked for."""
        return {name for name in type(self).model_fields if getattr(self, name)} - {
            "column",
            "constant",
        }


class FileEntry(_Strict):
    """One file, or every file a pattern matches, onto one entity."""

    path: str = Field(min_length=1)
    entity: str
    system: Annotated[
        str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$", strip_whitespace=True)
    ] = "files"
    format: Format | None = None
    delimiter: str | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=0)
    columns: dict[str, Rule] = Field(min_length=1)

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, delimiter: str | None) -> str | None:
        if delimiter is None:
            return None
        delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter.lower(), delimiter)
        if len(delimiter) != 1 or delimiter in '\r\n"':
            raise ValueError("a delimiter is one character, such as ';' or tab")
        return delimiter


class Mapping(_Strict):
    """A whole mapping file."""

    version: Literal["1"]
    reporting_currency: (
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$", strip_whitespace=True)] | None
    ) = None
    folder: str = "."
    files: tuple[FileEntry, ...]

    @field_validator("files", mode="before")
    @classmethod
    def _none_is_empty(cls, files: Any) -> Any:
        return () if files is None else files


def read_mapping(path: Path) -> tuple[Mapping, Document]:
    """Read the mapping at `path` and check its form; names meet the contract later.

    Raises:
        FilesError: one sentence for every problem, with the line it is on.
    """
    document = read_document(path)
    if not isinstance(document.value, dict):
        raise FilesError(f"{path}: a mapping has the keys version and files; see docs/files.md.")
    try:
        return Mapping.model_validate(document.value), document
    except ValidationError as error:
        raise FilesError(
            *(
                f"{document.at(problem['loc'])}: {_sentence(problem)}"
                for problem in error.errors(include_url=False)
            )
        ) from None


def closest(name: str, known: list[str]) -> str:
    """`, did you mean 'x'?` when one of `known` is near; what is known otherwise."""
    near = difflib.get_close_matches(name.lower(), [other.lower() for other in known], 1, 0.6)
    if near:
        match = next(other for other in known if other.lower() == near[0])
        return f"did you mean '{match}'?"
    return f"it is one of {', '.join(known)}."


def _sentence(problem: Any) -> str:
    place: Place = problem["loc"]
    name = ".".join(str(part) for part in place if not isinstance(part, int)) or "the mapping"
    match problem["type"]:
        case "missing":
            return f"'{place[-1]}' is missing: {_of(place)} must say it."
        case "extra_forbidden":
            return f"'{place[-1]}' is not known here: {closest(str(place[-1]), _known(place))}"
        case "value_error":
            return f"{name}: {problem['ctx']['error']}."
        case "literal_error":
            return f"{name} is '{problem['input']}': give {problem['ctx']['expected']}."
        case "string_pattern_mismatch":
            return f"{name} is '{problem['input']}': it must look like {problem['ctx']['pattern']}."
    return f"{name}: {problem['msg'].lower()}."


def _of(place: Place) -> str:
    return "every entry of files" if len(place) > 1 else "a mapping"


def _known(place: Place) -> list[str]:
    """The keys that a block at the depth of `place` may have."""
    if len(place) == 1:
        model: type[BaseModel] = Mapping
    elif len(place) == 3:
        model = FileEntry
    else:
        model = Split if place[-2] == "split" else Rule
    return list(model.model_fields)
