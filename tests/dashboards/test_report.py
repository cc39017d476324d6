"""The dashboard as one HTML file: whole, escaped, its own version's, and the same each time."""

import base64
import hashlib
import html
import io
import re
import shutil
from importlib import util
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from dashboards import report as reports
from dashboards.pages import PAGES
from dashboards.report import render, write_report
from dashboards.reporting import Reporting, reporting
from orchestration.defs.publish import dashboard
from orchestration.defs.publish.dashboard import dashboard_report
from orchestration.publication import current_folder
from orchestration.publication_versions import REPORT, check_whole, roll_back, versions
from tests.dashboards.invented_company import strings_of
from tests.dashboards.published_versions import (
    ATTACK,
    EMPTY,
    HOSTILE,
    ONE_CHANNEL,
    SAMPLE,
    Versions,
)


@pytest.fixture
def settings(sample_versions: Versions, monkeypatch: pytest.MonkeyPatch) -> Reporting:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(sample_versions.data))
    return reporting()


@pytest.fixture(scope="module")
def sample_report(sample_versions: Versions) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSED_LOOP_DATA_DIR", str(sample_versions.data))
        return render(reporting(), sample_versions.folders[SAMPLE])


def rows_of(report: str, exhibit: str) -> pd.DataFrame:
    """What a reader gets who clicks on the CSV of an exhibit."""
    found = re.search(rf'download="{exhibit}\.csv" href="data:text/csv;[^,"]*,([^"]*)"', report)
    assert found, exhibit
    return pd.read_csv(io.BytesIO(base64.b64decode(found[1])))


def figures_of(report: str) -> dict[str, str]:
    """The JSON of every figure, by its page and exhibit."""
    found = re.findall(
        r'<script type="application/json" id="([^"]*)-figure-json">(.*?)</script>', report
    )
    assert len(found) == report.count('class="figure"')
    return dict(found)


def test_every_exhibit_is_there_with_its_sql_and_its_rows(sample_report: str) -> None:
    for page in PAGES:
        assert f'<a href="#{page.name}">' in sample_report
        for exhibit in page.exhibits:
            name = f"{page.name}-{exhibit.name}"
            assert f'id="{name}"' in sample_report
            assert f'download="{name}.csv"' in sample_report
    assert sample_report.count("<summary>SQL</summary>") == sum(len(p.exhibits) for p in PAGES)
    assert "$first_day" not in sample_report


def test_its_rows_are_what_its_sql_answers_on_the_published_file(
    sample_report: str, sample_versions: Versions
) -> None:
    shown = rows_of(sample_report, "stuck-by_stage")
    found = re.search(r'id="stuck-by_stage".*?<pre>(.*?)</pre>', sample_report, re.DOTALL)
    assert found
    answered = sample_versions.frame(SAMPLE, html.unescape(found[1]))
    pd.testing.assert_frame_equal(shown, answered, check_dtype=False)
    leads = sample_versions.row(SAMPLE, "select count(*) from marts.fct_stalled_leads")[0]
    assert shown["leads"].sum() == leads


def test_a_long_table_says_how_much_of_it_is_shown_and_its_csv_holds_all(
    sample_report: str, sample_versions: Versions
) -> None:
    count = sample_versions.row(SAMPLE, "select count(*) from marts.fct_stalled_leads")[0]
    worklist = sample_report.split('id="stuck-worklist"')[1].split("</article>")[0]
    assert isinstance(count, int)
    assert worklist.count("<tr>") == min(count, 100) + 1
    assert (f"100 of {count:,} rows" in worklist) == (count > 100)
    assert len(rows_of(sample_report, "stuck-worklist")) == count


def test_the_same_version_gives_the_same_bytes(
    sample_report: str, settings: Reporting, sample_versions: Versions
) -> None:
    assert render(settings, sample_versions.folders[SAMPLE]) == sample_report


def test_nothing_is_fetched_and_only_its_own_two_scripts_may_run(sample_report: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', sample_report)
    assert policy
    told = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert told["default-src"] == told["connect-src"] == "'none'"
    assert told["img-src"] == "data:"
    scripts = re.findall(r"<script>(.*?)</script>", sample_report, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"
        for one in scripts
    ]
    assert len(hashes) == 2
    assert told["script-src"].split() == hashes
    outside = re.sub(r"<script>.*?</script>", "", sample_report, flags=re.DOTALL)
    assert re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*\"", outside) == []


def test_names_that_are_markup_are_shown_as_names(
    settings: Reporting, sample_versions: Versions
) -> None:
    report = render(settings, sample_versions.folders[HOSTILE])
    assert ATTACK not in report
    assert "<img" not in re.sub(r"<script>.*?</script>", "", report, flags=re.DOTALL)
    assert "<script>window" not in report
    assert html.escape(ATTACK) in report
    assert report.count("<script>") == 2
    figures = {name: strings_of(figure) for name, figure in figures_of(report).items()}
    assert len(figures) > 30
    raw = re.compile("<script|</script|<img")
    assert [name for name, texts in figures.items() if any(map(raw.search, texts))] == []
    for name in ("stuck-given_back", "journeys-steps", "overview-channels", "data_quality-owners"):
        assert any("&lt;/script" in text for text in figures[name]), name
    paths = rows_of(report, "journeys-top_paths")["path"]
    assert paths.str.contains(ATTACK, regex=False).any()
    reasons = rows_of(report, "stuck-given_back")["reason"]
    assert reasons.str.contains(ATTACK, regex=False).any()


def test_an_empty_warehouse_gives_a_report_that_says_so(
    settings: Reporting, sample_versions: Versions
) -> None:
    report = render(settings, sample_versions.folders[EMPTY])
    assert "there are no days yet" in report
    assert report.count('class="nothing"') == sum(len(page.exhibits) for page in PAGES)
    assert 'class="figure"' not in report


@pytest.fixture
def own_versions(sample_versions: Versions, tmp_path: Path) -> Versions:
    """Versions that a test may write into and remove."""
    shutil.copytree(sample_versions.data, tmp_path / "data", symlinks=True)
    folders = {
        kind: tmp_path / "data" / "published" / "versions" / folder.name
        for kind, folder in sample_versions.folders.items()
    }
    own = Versions(tmp_path / "data", folders)
    own.send_readers_to(HOSTILE)
    return own


def test_a_report_stands_as_long_as_its_version_and_what_draws_it_do(
    settings: Reporting, own_versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_versions.folders[EMPTY]
    (folder / ".report-4711").write_text("what a killed process left")
    first = write_report(settings, folder)
    assert first.is_new
    assert first.path == folder / REPORT
    assert list(folder.glob(".report-*")) == []
    written = first.path.stat().st_mtime_ns
    assert not write_report(settings, folder).is_new
    assert first.path.stat().st_mtime_ns == written
    monkeypatch.setattr(reports, "_definition", lambda _: "drawn otherwise")
    assert write_report(settings, folder).is_new


def test_a_version_with_its_report_is_whole_and_readers_who_are_sent_back_find_theirs(
    settings: Reporting, own_versions: Versions
) -> None:
    published = own_versions.data / "published"
    for kind in (ONE_CHANNEL, HOSTILE):
        folder = own_versions.folders[kind]
        write_report(settings, folder)
        check_whole(folder)
    assert own_versions.folders[HOSTILE].name in (published / "current" / REPORT).read_text()
    roll_back(published)
    assert own_versions.folders[ONE_CHANNEL].name in (published / "current" / REPORT).read_text()
    states = {version.name: version.state for version in versions(published)}
    assert states[own_versions.folders[HOSTILE].name] == "withdrawn"


def test_dagster_s_step_writes_it_once_and_links_to_it(
    own_versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(own_versions.data))
    own_versions.send_readers_to(EMPTY)
    (step,) = dashboard_report()
    for is_new in (True, False):
        (done,) = dg.materialize([step]).get_asset_materialization_events()
        metadata = done.materialization.metadata
        assert metadata["is new"].value == is_new
        folder = current_folder(own_versions.data / "published")
        assert folder is not None
        assert metadata["report"].value == (folder / REPORT).resolve().as_uri()
        assert metadata["path"].value == str(folder / REPORT)
        assert (folder / REPORT).exists()


def test_an_exhibit_that_cannot_be_drawn_is_named_and_the_marts_stay_published(
    own_versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(own_versions.data))
    folder = own_versions.send_readers_to(EMPTY)
    (folder / "fct_stalled_leads.parquet").write_bytes(b"no Parquet")
    result = dg.materialize(dashboard_report(), raise_on_error=False)
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    said = str(failure.step_failure_data.user_failure_data)
    assert "The marts are published, their report is not" in said
    assert current_folder(own_versions.data / "published") == folder
    assert not (folder / REPORT).exists()


def test_without_the_extra_the_step_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        dashboard, "find_spec", lambda name: None if name == "plotly" else util.find_spec(name)
    )
    assert dashboard_report() == []


def test_the_command_prints_where_it_is_and_says_what_to_do_when_there_is_nothing(
    own_versions: Versions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(own_versions.data))
    folder = own_versions.send_readers_to(EMPTY)
    assert reports.main() == 0
    assert capsys.readouterr().out.strip() == str(folder / REPORT)
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path / "nowhere"))
    assert reports.main() == 1
    assert "make run" in capsys.readouterr().err
