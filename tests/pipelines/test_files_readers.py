"""Every format is read as the text that stands in it, and rows are numbered as a person counts."""

import csv
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipelines.sources.files.document import FilesError
from tests.pipelines.files_rooms import PEOPLE, plan_of, problems_of, rows_of, write

TWO_ROWS = {2: ["007", "web"], 3: ["8", None]}


def mapping_for(folder: Path, name: str, options: str = "") -> Path:
    return write(
        folder, "mapping.yml", PEOPLE.replace("path: people.csv", f"path: {name}{options}")
    )


def read(folder: Path, name: str, **options: object) -> dict[int, list[str | None] | str]:
    lines = "".join(f"\n    {key}: {json.dumps(value)}" for key, value in options.items())
    (file,) = plan_of(mapping_for(folder, name, lines))
    return rows_of(file)


def workbook(folder: Path, rows: list[list[object]], name: str = "people.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(folder / name)
    return folder / name


def test_a_csv_keeps_its_leading_zeros_and_counts_blank_lines(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", 'id,source\n007,web\n\n8,"a\nb"\n9,\n')
    assert read(tmp_path, "people.csv") == {2: ["007", "web"], 4: ["8", "a\nb"], 5: ["9", ""]}


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from(",;\t|"))
def test_whatever_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([("id", "source"), *rows])
    read_back = read(folder, "people.csv", delimiter=delimiter)
    assert read_back == {number: list(row) for number, row in enumerate(rows, 2)}


def test_a_tsv_and_other_delimiters_and_a_header_further_down(tmp_path: Path) -> None:
    write(tmp_path, "people.tsv", "id\tsource\n1\tweb\n")
    write(tmp_path, "people.csv", "Leads of June\n\nid;source\n1;web\n")
    assert read(tmp_path, "people.tsv") == {2: ["1", "web"]}
    assert read(tmp_path, "people.csv", delimiter=";", header_row=3) == {4: ["1", "web"]}


def test_a_file_without_a_header_names_its_columns_by_their_place(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", "1,web\n2,mail\n")
    text = PEOPLE.replace("id: id", 'id: "1"').replace("source: source", 'source: "2"')
    mapping = write(tmp_path, "m.yml", text.replace("people.csv", "people.csv\n    header_row: 0"))
    assert rows_of(plan_of(mapping)[0]) == {1: ["1", "web"], 2: ["2", "mail"]}


@pytest.mark.parametrize(
    ("encoding", "option"),
    [("utf-8-sig", None), ("utf-16", None), ("cp1252", "cp1252"), ("utf-16-le", "utf-16-le")],
)
def test_encodings_are_those_of_spreadsheets(
    tmp_path: Path, encoding: str, option: str | None
) -> None:
    (tmp_path / "people.csv").write_text("id,source\n1,Zürich\n", encoding=encoding)
    given = {"encoding": option} if option else {}
    assert read(tmp_path, "people.csv", **given) == {2: ["1", "Zürich"]}


@pytest.mark.parametrize("rows_before", [0, 20_000])
def test_a_wrong_encoding_is_one_sentence(tmp_path: Path, rows_before: int) -> None:
    text = "id,source\n" + "1,web\n" * rows_before + "1,Zürich\n"
    (tmp_path / "people.csv").write_text(text, encoding="cp1252")
    with pytest.raises(FilesError, match=r"people.csv is not utf-8 text: give its `encoding`"):
        read(tmp_path, "people.csv")


def test_rows_of_another_width_are_bad_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", 'id,source\n1,web,x\n2\n3,mail,\n4,"a"b"\n5,web\n')
    rows = read(tmp_path, "people.csv")
    assert rows[2] == "the row has 3 cells, the header 2: quote cells that hold the delimiter"
    assert rows[3] == "the row has 1 cells, the header 2: quote cells that hold the delimiter"
    assert rows[4] == ["3", "mail"]
    assert rows[5] == "a quotation mark inside a quoted cell is not doubled"
    assert rows[6] == ["5", "web"]


def test_a_quotation_that_never_closes_is_not_read_as_one_cell(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", 'id,source\n1,web\n2,"mail\n3,web\n')
    with pytest.raises(FilesError, match=r"people.csv row 3: a quotation mark opens here"):
        read(tmp_path, "people.csv")


def test_json_lists_and_lines_keep_numbers_as_they_are_written(tmp_path: Path) -> None:
    records = '{"id": 1.10, "source": true}', '{"id": 12345678901234567890, "source": {"a": [1]}}'
    write(tmp_path, "people.json", f"[{records[0]}, {records[1]}]")
    write(tmp_path, "people.jsonl", f"{records[0]}\n\n{records[1]}\n")
    first, second = ["1.10", "true"], ["12345678901234567890", '{"a": ["1"]}']
    assert read(tmp_path, "people.json") == {1: first, 2: second}
    assert read(tmp_path, "people.jsonl") == {1: first, 3: second}


def test_lines_that_are_no_record_are_bad(tmp_path: Path) -> None:
    write(
        tmp_path, "people.jsonl", '{"id": 1, "source": "a"}\n{"id"\n[1]\n{"id": 1, "id": 2}\n{}\n'
    )
    rows = read(tmp_path, "people.jsonl")
    assert rows[2] == "the line is not JSON"
    assert rows[3] == "the record is not an object"
    assert rows[4] == "the record names a key twice"
    assert rows[5] == [None, None]


def test_a_column_that_no_record_has_is_missing(tmp_path: Path) -> None:
    write(tmp_path, "people.jsonl", '{"id": 1}\n{"id": 2, "sources": "web"}\n')
    problems = problems_of(mapping_for(tmp_path, "people.jsonl"))
    assert "has no column 'source': did you mean 'sources'?" in problems[0]


def test_parquet_values_become_text_without_loss(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([Decimal("1.10"), None]),
            "source": pa.array([datetime(2026, 6, 1, 12, tzinfo=UTC)] * 2),
        }
    )
    pq.write_table(table, tmp_path / "people.parquet")
    rows = read(tmp_path, "people.parquet")
    assert rows == {
        1: ["1.10", "2026-06-01 12:00:00.000000Z"],
        2: [None, "2026-06-01 12:00:00.000000Z"],
    }
    pq.write_table(pa.table({"id": [[1, 2]], "source": [{"a": 1}]}), tmp_path / "people.parquet")
    assert read(tmp_path, "people.parquet") == {1: ["[1, 2]", '{"a": 1}']}


def test_a_workbook_is_read_by_its_rows_whatever_is_empty(tmp_path: Path) -> None:
    workbook(
        tmp_path,
        [
            ["id", "source", None],
            [7, "web"],
            [],
            ["007", datetime(2026, 6, 1, 14, 30), "a note beside the table"],
            [1.5, date(2026, 6, 1)],
        ],
    )
    assert read(tmp_path, "people.xlsx") == {
        2: ["7", "web"],
        4: ["007", "2026-06-01 14:30:00"],
        5: ["1.5", "2026-06-01 00:00:00"],
    }


def test_another_sheet_is_read_by_name(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("June")
    for row in (["id", "source"], [1, "web"]):
        sheet.append(row)
    book.save(tmp_path / "people.xlsx")
    assert read(tmp_path, "people.xlsx", sheet="June") == {2: ["1", "web"]}
    problems = problems_of(mapping_for(tmp_path, "people.xlsx", "\n    sheet: July"))
    assert "has no sheet 'July': it has Sheet, June." in problems[0]


def test_a_formula_counts_as_the_result_excel_saved(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "source"], [1, "=1+1"], [2, "=1+2"]])
    content = {}
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    # What Excel does when it saves: the result beside the formula. openpyxl leaves it out.
    content[sheet] = content[sheet].replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    content[sheet] = content[sheet].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    rows = read(tmp_path, "people.xlsx")
    assert rows[2] == ["1", "2"]
    assert "'source' is a formula without a saved result" in str(rows[3])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "people.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "is encrypted or an old",
        ),
        ("people.xlsx", b"id,source\n1,web\n", "cannot be read as an Excel workbook"),
        ("people.xlsx", b"", "cannot be read as an Excel workbook"),
        ("people.parquet", b"PAR1 but no more", "cannot be read as Parquet"),
        ("people.json", b'{"id": 1}\n{"id": 2}\n', "is not JSON (line 2 cannot be read)"),
        ("people.json", b'{"id": 1}', "is not a list of records"),
        ("people.json", b"[" * 100_000, "is not JSON (it cannot be read)"),
        ("people.csv", b"", "has no row 1"),
        ("people.csv", b"id,source\n1,\xff\n", None),
        ("people", b"id,source\n", "has no ending that says its format"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str | None
) -> None:
    (tmp_path / name).write_bytes(content)
    problems = problems_of(mapping_for(tmp_path, name))
    if sentence:
        assert len(problems) == 1
        assert sentence in problems[0]
