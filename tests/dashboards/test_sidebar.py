"""What readers choose: kept, in the address, and told where it changes nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.invented_marts import ROOT, Rows, performance, publish_rows

APP = str(ROOT / "dashboards" / "browser" / "app.py")
JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 30)
COMPANY: Rows = {
    "fct_channel_performance": [
        performance(JULY, "Email", revenue=100),
        performance(SEPTEMBER, "Email", revenue=20),
        performance(SEPTEMBER, "Events", revenue=3),
        performance(SEPTEMBER, "Events", revenue=4, attribution_model="linear"),
    ],
    "attribution_overview": [
        {"attribution_model": model, "attribution_model_label": label, "is_additive": True}
        for model, label in (("first_touch", "First"), ("linear", "Linear"))
    ],
    "fct_conversions": [{"conversion_id": "1", "conversion_type": "customer"}],
    "fct_funnel_conversion": [{"segment_type": "country", "segment": "DE"}],
}
Open = Callable[[Mapping[str, str]], AppTest]


@pytest.fixture
def open_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the overview of a small company, by a link with these filters."""
    publish_rows(tmp_path / "published", COMPANY)
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))

    def opened(link: Mapping[str, str]) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in link.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return opened


def _revenue(app: AppTest) -> str:
    return next(str(tile.value) for tile in app.metric if tile.label == "Revenue")


def _address(app: AppTest) -> dict[str, str]:
    """What follows the question mark; a value that was never changed comes in a list."""
    return {
        name: value if isinstance(value, str) else value[0]
        for name, value in app.query_params.items()
    }


def test_a_reader_first_sees_all_days_of_the_reported_model_and_an_address_without_filters(
    open_app: Open,
) -> None:
    app = open_app({})
    assert _revenue(app) == "€123"
    assert app.selectbox(key="model").value == "first_touch"
    assert dict(app.query_params) == {}


def test_what_is_chosen_is_in_the_address_and_the_address_brings_it_back(open_app: Open) -> None:
    app = open_app({})
    app.selectbox(key="model").select("linear").run()
    app.selectbox(key="cut of overview").select(("channel", "Events")).run()
    assert _revenue(app) == "€4"
    address = _address(app)
    assert address == {"model": "linear", "segment_type": "channel", "segment": "Events"}
    again = open_app(address)
    assert _revenue(again) == "€4"
    assert again.selectbox(key="cut of overview").value == ("channel", "Events")


def test_a_period_moves_the_days_and_days_of_ones_own_have_no_name(open_app: Open) -> None:
    app = open_app({})
    app.selectbox(key="period").select("Last 30 days").run()
    assert app.date_input(key="days").value == (date(2026, 9, 1), SEPTEMBER)
    assert _revenue(app) == "€23"
    app.date_input(key="days").set_value((JULY, date(2026, 7, 5))).run()
    assert app.selectbox(key="period").value == "Other days"
    assert _revenue(app) == "€100"


def test_a_filter_that_changes_nothing_on_a_page_is_greyed_out(open_app: Open) -> None:
    app = open_app({})
    assert app.selectbox(key="conversion_type").disabled
    assert not app.selectbox(key="model").disabled


def test_a_segment_that_the_page_cannot_be_cut_by_is_said_and_kept(open_app: Open) -> None:
    app = open_app({"segment_type": "country", "segment": "DE"})
    assert _revenue(app) == "€123"
    assert any("none that this page can be cut by" in note.value for note in app.caption)
    assert _address(app) == {"segment_type": "country", "segment": "DE"}


def test_a_link_with_nonsense_is_the_page_as_it_is(open_app: Open) -> None:
    app = open_app({"model": "<script>", "first_day": "never", "segment": "'; drop"})
    assert _revenue(app) == "€123"


def test_before_the_first_publish_the_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert "Nothing is published" in app.info[0].value
    assert "make run" in app.info[0].value


def test_a_publish_while_the_page_is_open_is_seen_whole_at_the_next_step(
    open_app: Open, tmp_path: Path
) -> None:
    app = open_app({})
    publish_rows(
        tmp_path / "published",
        {**COMPANY, "fct_channel_performance": [performance(SEPTEMBER, "Email", revenue=7)]},
        number=2,
    )
    app.run()
    assert not app.exception
    assert any("000002-00000000" in note.value for note in app.caption)
