"""docs/files.md says what is so: its example is run, its tables are held against the code."""

import re
from pathlib import Path

import pytest
import yaml

from pipelines.contracts import Column, ColumnKind, read_contracts
from pipelines.kinds import Unreadable
from pipelines.sources.files.document import read_document
from pipelines.sources.files.mapping import FileEntry, Mapping, Rule, read_mapping
from pipelines.sources.files.records import records_of
from pipelines.sources.files.values import transform
from tests.pipelines.files_rooms import plan_of, write

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "files.md").read_text(encoding="utf-8")


def table_under(heading: str) -> list[list[str]]:
    """Rows of the first table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, flags=re.MULTILINE)
    lines = tables[-1].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_example_is_read_as_the_page_says(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert example
    mapping = write(tmp_path, "mapping.yml", example[1])
    write(tmp_path, "till-june.csv", "receipt;total;at\n007;1.234,56 €;01.06.2026 12:00\n")
    assert read_mapping(mapping)[0].reporting_currency == "EUR"
    (file,) = plan_of(mapping)
    (record,) = records_of(file, {})
    assert isinstance(record, dict)
    assert {name: str(value) for name, value in record.items()} == {
        "source_system": "till",
        "source_file": "till-june.csv",
        "source_row": "2",
        "order_source_id": "007",
        "order_line": "1",
        "order_type": "order",
        "amount": "1234.56",
        "currency_code": "EUR",
        "ordered_at": "2026-06-01 10:00:00+00:00",
    }


def test_what_must_be_mapped_is_what_the_contract_wants() -> None:
    said = {entity: columns.split(", ") for entity, columns in table_under("What a row can be")}
    wanted = {name: list(entity.required) for name, entity in read_contracts().items()}
    assert said == wanted


def test_every_option_and_transform_there_is_is_on_the_page() -> None:
    options = {re.sub("`", "", row[0]) for row in table_under("Files")}
    assert options | {"path", "entity", "system", "columns"} == set(FileEntry.model_fields)
    transforms = set(
        re.findall(r"`(\w+):", " ".join(row[0] for row in table_under("Where a value comes from")))
    )
    assert transforms | {"column", "constant"} == set(Rule.model_fields)
    assert all(f"\n{name}:" in PAGE for name in Mapping.model_fields)


@pytest.mark.parametrize(
    ("written", "kind", "cell", "value"),
    [
        ('split: {separator: "/", part: 2}', "text", "google / cpc", "cpc"),
        ('map: {Y: lead, "-": ""}', "text", "Y", "lead"),
        ('map: {Y: lead, "-": ""}', "text", "-", "None"),
        ("lower: true", "text", "Google", "google"),
        ("decimal: comma", "decimal", "1.234,56", "1234.56"),
        (None, "decimal", "1,234.56", "1234.56"),
        (None, "decimal", "1,234", None),
        ("money: true", "decimal", "R$ 1.234,56", "1234.56"),
        ("money: true", "decimal", "1,234.56 USD", "1234.56"),
        ("money: true", "decimal", "12,50- €", "-12.50"),
        ("money: true", "decimal", "(12.00)", "-12.00"),
        ("money: true", "decimal", "1.234", None),
        ('date_format: "%d.%m.%Y"', "date", "01.06.2026", "2026-06-01"),
        (None, "timestamp", "2026-06-01", "2026-06-01 00:00:00+00:00"),
        (None, "timestamp", "2026-06-01 14:30:00", "2026-06-01 14:30:00+00:00"),
        ("timezone: Europe/Berlin", "timestamp", "2026-06-01 14:30", "2026-06-01 12:30:00+00:00"),
    ],
)
def test_transforms_do_what_the_page_shows(
    tmp_path: Path, written: str | None, kind: ColumnKind, cell: str, value: str | None
) -> None:
    assert written is None or f"`{written}`" in PAGE.replace("`, `upper: true`", "`")
    assert cell in PAGE or kind in ("date", "timestamp")
    document = read_document(write(tmp_path, "rule.yml", f"column: c\n{written or ''}\n"))
    apply = transform(Rule.model_validate(document.value), Column("c", kind))
    if value is None:
        with pytest.raises(Unreadable):
            apply(cell)
    else:
        assert str(apply(cell)) == value


def test_the_worked_example_maps_only_what_the_contract_has() -> None:
    mapping, _ = read_mapping(DOCS / "olist" / "mapping.yml")
    contracts = read_contracts()
    for entry in mapping.files:
        entity = contracts[entry.entity]
        assert set(entity.required) <= set(entry.columns)
        assert all(entity.column(name) for name in entry.columns)
    assert (
        yaml.safe_load((DOCS / "olist" / "mapping.yml").read_text())["reporting_currency"] == "BRL"
    )
