from datetime import date
from pathlib import Path

import pytest

from dashboards.published import Marts, MartsError, current_version, parameter_names
from tests.dashboards.invented_marts import performance, publish_rows

DAY = date(2026, 9, 1)
REVENUE = "select sum(revenue) as revenue from marts.fct_channel_performance"


def test_who_reads_before_the_first_publish_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MartsError, match=r"Nothing is published in .*: make run"):
        current_version(tmp_path / "published")


def test_a_page_keeps_its_version_while_another_is_published(tmp_path: Path) -> None:
    publish_rows(
        tmp_path, {"fct_channel_performance": [performance(DAY, "Email", revenue=100)]}, number=1
    )
    page = Marts.open_current(tmp_path)
    first = page.rows(REVENUE).revenue[0]
    publish_rows(
        tmp_path, {"fct_channel_performance": [performance(DAY, "Email", revenue=999)]}, number=2
    )
    assert (first, page.rows(REVENUE).revenue[0]) == (100, 100)
    assert page.version == "000001-00000000"
    assert Marts.open_current(tmp_path).rows(REVENUE).revenue[0] == 999


def test_a_version_that_was_removed_meanwhile_asks_to_load_the_page_again(tmp_path: Path) -> None:
    folder = publish_rows(tmp_path)
    page = Marts.open_current(tmp_path)
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(MartsError, match="load the page again"):
        page.rows(REVENUE)
    with pytest.raises(MartsError, match="make versions"):
        Marts.open_current(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "attach '{elsewhere}/warehouse.duckdb' as warehouse",
        "copy (select 1) to '{elsewhere}/stolen.csv'",
        "set enable_external_access = true",
    ],
)
def test_nothing_but_the_version_can_be_read_or_written(tmp_path: Path, sql: str) -> None:
    publish_rows(tmp_path / "published")
    marts = Marts.open_current(tmp_path / "published")
    with pytest.raises(MartsError):
        marts.rows(sql.format(elsewhere=tmp_path))
    assert not (tmp_path / "stolen.csv").exists()


def test_only_the_parameters_that_a_query_names_are_bound(tmp_path: Path) -> None:
    publish_rows(tmp_path)
    marts = Marts.open_current(tmp_path)
    found = marts.rows("select $model as model, '$basis' as text", {"model": "x", "segment": "y"})
    assert found.to_dict("records") == [{"model": "x", "text": "$basis"}]


def test_a_parameter_that_no_filter_gives_is_named(tmp_path: Path) -> None:
    publish_rows(tmp_path)
    with pytest.raises(MartsError, match="asks for colour, which no filter gives"):
        Marts.open_current(tmp_path).rows("select $colour", {"model": "x"})


def test_what_a_reader_chose_is_a_value_and_never_sql(tmp_path: Path) -> None:
    publish_rows(tmp_path)
    attack = "x'; drop view marts.fct_channel_performance; --"
    marts = Marts.open_current(tmp_path)
    assert marts.rows("select $segment as segment", {"segment": attack}).segment[0] == attack
    assert marts.rows(REVENUE).shape == (1, 1)


def test_two_statements_are_no_query() -> None:
    with pytest.raises(MartsError, match="one statement"):
        parameter_names("select 1; select 2")
