"""A mapping that is wrong is told so in sentences, each with its line, before anything lands."""

from pathlib import Path

import pytest

from pipelines.contracts import Column, ContractError, read_contracts
from pipelines.sources.files.document import FilesError
from pipelines.sources.files.mapping import read_mapping
from tests.pipelines.files_rooms import PEOPLE, plan_of, problems_of, write

CSV = "id,source,when,amount\n1,web,2026-01-01,5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "people.csv", CSV)
    return tmp_path


def test_a_sound_mapping_gives_a_plan_in_its_order(folder: Path) -> None:
    write(folder, "more.csv", CSV)
    mapping = write(
        folder,
        "mapping.yml",
        PEOPLE + PEOPLE.split("files:\n")[1].replace("people.csv", "more.csv"),
    )
    assert [(file.name, file.entity.name) for file in plan_of(mapping)] == [
        ("people.csv", "people"),
        ("more.csv", "people"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        (
            "entity: people",
            "entity: poeple",
            4,
            "there is no entity 'poeple': did you mean 'people'?",
        ),
        ("entity: people", "entity: invoices", 4, "it is one of accounts, "),
        ("lead_source: source", "lead_sorce: source", 8, "did you mean 'lead_source'?"),
        (
            "lead_source: source",
            "lead_source: sauce",
            8,
            "people.csv has no column 'sauce': did you mean 'source'?",
        ),
        ("lead_source: source", "email_key: source", 8, "map 'email' instead"),
        ("lead_source: source", "phone_country: source", 8, "map 'phone' instead"),
        ("lead_source: source", "loaded_at: when", 8, "it is written when the row is landed"),
        ("lead_source: source", "source_system: {constant: till}", 8, "give `system:`"),
        ("person_source_id: id", "company: id", 5, "people cannot do without 'person_source_id'"),
        ("path: people.csv", "path: peopel.csv", 3, "the file peopel.csv is not in "),
        ("path: people.csv", "path: '*.tsv'", 3, "no file matches *.tsv in "),
        (
            "path: people.csv",
            "path: people.csv\n    sheet: Leads",
            4,
            "`sheet` means nothing for a csv file",
        ),
        (
            "lead_source: source",
            "lead_source: {column: source, money: true}",
            8,
            "`money` is for numbers",
        ),
        (
            "lead_source: source",
            "lead_source: {column: source, timezone: UTC}",
            8,
            "`timezone` is for dates",
        ),
        (
            "lead_source: source",
            "score: {constant: many}",
            8,
            "the constant of score is not a number",
        ),
        (
            "lead_source: source",
            "created_at: {column: when, timezone: Berlin}",
            8,
            "'Berlin' is not a time zone",
        ),
        (
            "lead_source: source",
            "created_at: {column: when, date_format: DD.MM}",
            8,
            "is not a date format",
        ),
        (
            "lead_source: source",
            "created_at: {column: when, date_format: '%d %Z'}",
            8,
            "%Z cannot be trusted",
        ),
        (
            "lead_source: source",
            "lead_source: {colunm: source}",
            8,
            "'colunm' is not known here: did you mean 'column'?",
        ),
        ("lead_source: source", "lead_source: {lower: true}", 8, "give a column"),
        ("lead_source: source", "lead_source: {column: source, constant: x}", 8, "give a column"),
        (
            "lead_source: source",
            "lead_source: {column: source, split: {separator: '/', part: 0}}",
            8,
            "counted from 1",
        ),
        (
            "lead_source: source",
            "lead_source: source\n      lead_source: id",
            9,
            "stands a second time",
        ),
        ("    entity: people\n", "", 3, "'entity' is missing"),
        ("version: 1", "version: 2", 1, "give '1'"),
        ("version: 1", "version: 1\nreporting_currency: euro", 2, "'euro'"),
        ("version: 1", "version: 1\nfolders: .", 2, "did you mean 'folder'?"),
        (
            "path: people.csv",
            "path: people.csv\n    encoding: klingon",
            4,
            "'klingon' is not an encoding",
        ),
        (
            "path: people.csv",
            "path: people.csv\n    delimiter: ';;'",
            4,
            "a delimiter is one character",
        ),
        ("path: people.csv", "path: people.csv\n    system: Trade Show", 4, "'Trade Show'"),
        ("files:", "files: [", 3, "not YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    folder: Path, old: str, new: str, line: int, sentence: str
) -> None:
    assert old in PEOPLE
    mapping = write(folder, "mapping.yml", PEOPLE.replace(old, new))
    problems = problems_of(mapping)
    assert any(f"line {line}: " in problem and sentence in problem for problem in problems), (
        problems
    )


def test_all_problems_are_told_at_once(folder: Path) -> None:
    broken = PEOPLE.replace("lead_source: source", "lead_source: sauce\n      vip: id")
    mapping = write(folder, "mapping.yml", broken.replace("kind: {constant: lead}", "kind: knid"))
    assert len(problems_of(mapping)) == 3


def test_a_column_that_stands_twice_in_the_header_is_not_chosen_by_chance(folder: Path) -> None:
    write(folder, "people.csv", "id,source,source\n1,web,mail\n")
    mapping = write(folder, "mapping.yml", PEOPLE)
    assert "stands 2 times in the header" in problems_of(mapping)[0]


def test_another_delimiter_is_suspected_when_the_header_is_one_cell(folder: Path) -> None:
    write(folder, "people.csv", CSV.replace(",", ";"))
    mapping = write(folder, "mapping.yml", PEOPLE)
    (problem,) = problems_of(mapping)
    assert "the header of people.csv is one cell: `delimiter: ';'` would part it" in problem


def test_a_mapping_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FilesError, match="is not there"):
        read_mapping(tmp_path / "nowhere.yml")
    with pytest.raises(FilesError, match="version and files"):
        read_mapping(write(tmp_path, "list.yml", "- a\n- b\n"))


def test_what_a_yaml_reader_would_turn_into_something_else_stays_text(folder: Path) -> None:
    text = PEOPLE.replace("{constant: lead}", "{constant: 007}").replace(
        "source\n", "{constant: NO}\n"
    )
    (file,) = plan_of(write(folder, "mapping.yml", text))
    assert {step.target: step.value for step in file.steps if step.source is None} == {
        "kind": "007",
        "lead_source": "NO",
    }


def test_links_and_other_folders_are_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "linked.csv").symlink_to(folder / "people.csv")
    mapping = write(
        folder, "mapping.yml", PEOPLE.replace("people.csv", "elsewhere/../*/linked.csv")
    )
    assert [file.name for file in plan_of(mapping)] == ["elsewhere/../elsewhere/linked.csv"]


def test_the_contracts_of_the_project_name_types_and_keys() -> None:
    contracts = read_contracts()
    orders = contracts["orders"]
    assert orders.key == ("source_system", "order_type", "order_source_id", "order_line")
    assert orders.required == ("order_source_id", "order_line", "order_type")
    assert orders.column("amount") == Column("amount", "decimal", precision=18, scale=2)
    assert orders.column("email_key") == Column("email_key", "text", given_as="email")
    assert "quarantine" not in contracts
    assert contracts["web_events"].column("batch_id") is None


def test_a_contract_is_read_in_each_form_dbt_has(tmp_path: Path) -> None:
    write(
        tmp_path,
        "_things__models.yml",
        """
        models:
          - name: conformed_things
            columns:
              - {name: thing_id, data_type: varchar, data_tests: [unique, not_null]}
              - {name: size, data_type: integer, constraints: [{type: not_null}]}
              - name: email_key
                data_type: varchar
                config: {meta: {given_as: email}}
          - name: things_from_files
        """,
    )
    things = read_contracts(tmp_path)["things"]
    assert (things.key, things.required) == (("thing_id",), ("thing_id", "size"))
    size = things.column("size")
    assert size is not None
    assert size.bits == 32
    with pytest.raises(ContractError, match="data_type 'blob'"):
        read_contracts(
            write(
                tmp_path,
                "_blobs__models.yml",
                "models: [{name: conformed_b, columns: [{name: b, data_type: blob}]}]",
            ).parent
        )
