"""Every page in Streamlit, without a browser: no error on any company, the marts' numbers."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.pages import PAGES
from dashboards.reporting import reporting
from dashboards.theme import Theme, percent
from tests.dashboards.published_versions import EMPTY, HOSTILE, ONE_CHANNEL, SAMPLE, Versions
from tests.orchestration.conftest import ROOT

NAMES = [page.name for page in PAGES]
APP = ROOT / "dashboards" / "browser" / "app.py"
KINDS = [SAMPLE, EMPTY, ONE_CHANNEL, HOSTILE]


class Browsed:
    """The app as one reader has it open, who goes from page to page of one version or another."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._sessions: dict[str, AppTest] = {}

    def page(self, name: str, kind: str = SAMPLE) -> AppTest:
        """A page of a version. Pages have addresses and no files, all that switch_page knows."""
        self._versions.send_readers_to(kind)
        if kind not in self._sessions:
            self._sessions[kind] = AppTest.from_file(str(APP), default_timeout=300).run()
        app = self._sessions[kind]
        found = [
            key for key, told in app._registered_pages.items() if told.get("url_pathname") == name
        ]
        app._page_hash = found[0] if found else ""
        return app.run()


@pytest.fixture(scope="module")
def browsed(sample_versions: Versions) -> Iterator[Browsed]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSED_LOOP_DATA_DIR", str(sample_versions.data))
        yield Browsed(sample_versions)


def tile(app: AppTest, label: str) -> str:
    """A figure as it is read: what is markup for Streamlit is written with a backslash."""
    shown = {_read(metric.label): _read(str(metric.value)) for metric in app.metric}
    return shown[label]


def _read(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_shows_no_error(
    kind: str, name: str, browsed: Browsed, sample_versions: Versions
) -> None:
    folder = sample_versions.folders[kind]
    app = browsed.page(name, kind)
    assert [one.value for one in [*app.exception, *app.error]] == []
    page = next(page for page in PAGES if page.name == name)
    assert app.title[0].value == page.title
    assert any(folder.name in caption.value for caption in app.caption)
    assert len(app.markdown) >= len(page.exhibits)
    if kind == EMPTY:
        assert len(app.info) == len(page.exhibits)
    elif kind == SAMPLE:
        assert len(app.info) < len(page.exhibits) / 2


def test_the_funnel_counts_what_the_mart_counts(
    browsed: Browsed, sample_versions: Versions
) -> None:
    shown = browsed.page("funnel").dataframe[0].value
    expected = sample_versions.row(
        SAMPLE,
        "select sum(entered)::bigint, sum(advanced)::bigint, sum(still_open)::bigint"
        " from marts.fct_funnel_conversion where cohort_grain = 'week' and segment_type = 'all'"
        " and cohort_start_date between date_trunc('week',"
        "   (select min(date_day) from marts.fct_channel_performance))"
        " and (select max(date_day) from marts.fct_channel_performance)",
    )
    columns = ["Entered", "Went on", "Still in it"]
    assert tuple(int(shown[column].sum()) for column in columns) == expected


def test_stuck_leads_are_those_of_the_mart(browsed: Browsed, sample_versions: Versions) -> None:
    app = browsed.page("stuck")
    stuck, idle, overdue = sample_versions.row(
        SAMPLE,
        "select count(*), count(*) filter (blocked_by in ('no owner', 'owner has left')),"
        " count(*) filter (blocked_by = 'next step overdue') from marts.fct_stalled_leads",
    )
    assert tile(app, "Stuck leads") == f"{stuck:,}"
    assert tile(app, "Nobody to act") == f"{idle:,}"
    assert tile(app, "Steps overdue") == f"{overdue:,}"
    worklist = next(one.value for one in app.dataframe if "CRM record" in one.value.columns)
    assert len(worklist) == stuck


def test_unit_economics_are_ratios_of_the_mart_s_sums(
    browsed: Browsed, sample_versions: Versions
) -> None:
    app = browsed.page("cohorts")
    report = reporting()
    cost, customers, profit = sample_versions.row(
        SAMPLE,
        "select sum(spend + programme_cost)::double, sum(customers)::double,"
        " sum(gross_profit)::double from marts.fct_unit_economics"
        f" where attribution_model = '{report.model}' and basis = '{report.basis}'",
    )
    assert isinstance(cost, float)
    assert isinstance(customers, float)
    assert isinstance(profit, float)
    money = Theme(report.currency).money
    assert tile(app, "CAC") == money(cost / customers)
    assert tile(app, "LTV so far") == money(profit / customers)
    assert tile(app, "LTV : CAC") == f"{profit / cost:,.1f}"


def test_a_test_that_was_not_split_as_planned_is_not_to_be_read(
    browsed: Browsed, sample_versions: Versions
) -> None:
    split, results, *_ = (one.value for one in browsed.page("experiments").dataframe)
    mismatched = sample_versions.row(
        SAMPLE,
        "select list(distinct experiment_id order by experiment_id)"
        " filter (has_sample_ratio_mismatch) from marts.fct_experiment_results",
    )[0]
    told = split[split["Can it be read?"].str.startswith("do not read")]
    assert sorted(set(told["Experiment"])) == (mismatched or [])
    broken = results[results["Experiment"].isin(mismatched or [])]
    assert set(broken["Reading"]) <= {"do not read"}


def test_verdicts_on_the_data_are_counted_as_the_mart_has_them(
    browsed: Browsed, sample_versions: Versions
) -> None:
    app = browsed.page("data_quality")
    warned, fine, met, spent = sample_versions.row(
        SAMPLE,
        "select count(*) filter (verdict = 'warn'), count(*) filter (verdict = 'ok'),"
        " sum(numerator) filter (metric = 'spend_with_touches')::double,"
        " sum(denominator) filter (metric = 'spend_with_touches')::double"
        " from marts.fct_data_quality",
    )
    assert isinstance(met, float)
    assert isinstance(spent, float)
    assert tile(app, "Warnings") == str(warned)
    assert tile(app, "Fine") == str(fine)
    assert tile(app, "Spend with touches") == percent(100 * met / spent)
    judged = app.dataframe[0].value
    assert list(judged["Verdict"]).count("Warning") == warned
    assert judged["Verdict"].tolist() == sorted(
        judged["Verdict"], key=["Error", "Warning", "Fine"].index
    )
