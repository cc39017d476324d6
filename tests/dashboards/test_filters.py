from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboards.filters import ALL, Choices, Filters, filters_of, read_choices
from dashboards.pages import PAGES
from dashboards.published import Marts
from dashboards.queries import with_values
from tests.dashboards.invented_company import shown_on
from tests.dashboards.invented_marts import performance, publish_rows

CHOICES = Choices(
    first_day=date(2024, 1, 1),
    last_day=date(2026, 9, 28),
    models={"first_touch": "First touch", "linear": "Linear"},
    conversion_types={"lead": "Leads", "customer": "Customers"},
    segments={"channel": ("Email", "Events"), "country": ("DE",)},
    default_model="linear",
    default_basis="conversion",
)


def test_a_reader_first_sees_the_last_year_by_what_is_reported() -> None:
    assert CHOICES.default() == Filters(
        first_day=date(2025, 9, 29),
        last_day=date(2026, 9, 28),
        model="linear",
        basis="conversion",
        conversion_type="customer",
    )


def test_a_reported_model_that_the_version_lacks_gives_way_to_one_it_has() -> None:
    choices = replace(CHOICES, default_model="gone", models={"first_touch": "First touch"})
    assert choices.default().model == "first_touch"


def test_a_link_brings_its_filters_back() -> None:
    link = {
        "first_day": "2026-06-01",
        "last_day": "2026-06-30",
        "model": "first_touch",
        "basis": "touch",
        "conversion_type": "lead",
        "segment_type": "channel",
        "segment": "Events",
    }
    assert CHOICES.allowed(link) == Filters(
        date(2026, 6, 1), date(2026, 6, 30), "first_touch", "touch", "lead", "channel", "Events"
    )


@pytest.mark.parametrize(
    "link",
    [
        {"model": "no_such", "basis": "'; drop table x", "conversion_type": "<script>"},
        {"first_day": "yesterday", "last_day": "2026-99-99"},
        {"segment_type": "country", "segment": "Atlantis"},
        {"segment_type": "no_such", "segment": "Email"},
        {"segment": "Email"},
        {"unknown": "x"},
    ],
)
def test_what_a_link_says_that_is_not_there_is_as_by_default(link: dict[str, str]) -> None:
    assert CHOICES.allowed(link) == CHOICES.default()


def test_days_of_a_link_stay_within_those_there_are_and_in_order() -> None:
    filters = CHOICES.allowed({"first_day": "2030-01-01", "last_day": "1999-01-01"})
    assert (filters.first_day, filters.last_day) == (date(2024, 1, 1), date(2024, 1, 1))


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    filters = replace(
        CHOICES.default(), first_day=date(2026, 9, 1), last_day=date(2026, 9, 28)
    ).parameters()
    assert (filters["first_day_before"], filters["last_day_before"]) == (
        date(2026, 8, 4),
        date(2026, 8, 31),
    )


def test_a_segment_that_a_page_cannot_be_cut_by_cuts_nothing_there() -> None:
    filters = replace(CHOICES.default(), segment_type="country", segment="DE")
    assert filters.cut_by(("country",)) == filters
    assert filters.cut_by(("channel",)).segment_type == ALL
    assert filters.cut_by(()).segment == ""


def test_choices_are_what_the_marts_hold(tmp_path: Path) -> None:
    publish_rows(
        tmp_path,
        {
            "fct_channel_performance": [
                performance(date(2026, 6, 1), "Email", attribution_model="x"),
                performance(date(2026, 6, 3), "Our own", attribution_model="x"),
            ],
            "fct_conversions": [
                {"conversion_id": "1", "conversion_type": "won_again"},
                {"conversion_id": "2", "conversion_type": "mqi"},
            ],
            "attribution_overview": [
                {"attribution_model": "x", "attribution_model_label": "X", "is_additive": True},
                {"attribution_model": "y", "attribution_model_label": "Y", "is_additive": False},
            ],
            "fct_funnel_conversion": [
                {"segment_type": "all", "segment": "all"},
                {"segment_type": "country", "segment": "DE"},
            ],
        },
    )
    choices = read_choices(Marts.open_current(tmp_path).rows, "first_touch", "touch")
    assert (choices.first_day, choices.last_day) == (date(2026, 6, 1), date(2026, 6, 3))
    assert dict(choices.models) == {"x": "X"}
    assert list(choices.conversion_types.items()) == [
        ("mqi", "Inquiries (MQI)"),
        ("won_again", "Won again"),
    ]
    assert choices.segments == {"channel": ("Email", "Our own"), "country": ("DE",)}


def test_the_last_day_is_one_that_is_over(tmp_path: Path) -> None:
    """A build at 5 in the morning of the 4th; a deal is dated as won in October already."""
    days = [date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 4), date(2026, 10, 1)]
    marts = {
        "fct_channel_performance": [performance(day, "Email", revenue=1) for day in days],
        "dim_dates": [{"date_day": day, "is_over": day < date(2026, 6, 4)} for day in days],
    }
    publish_rows(tmp_path, marts)
    choices = read_choices(Marts.open_current(tmp_path).rows, "first_touch", "conversion")
    assert (choices.first_day, choices.last_day) == (date(2026, 6, 1), date(2026, 6, 3))
    first_day = marts["fct_channel_performance"][2:3]
    publish_rows(tmp_path, {**marts, "fct_channel_performance": first_day}, number=2)
    choices = read_choices(Marts.open_current(tmp_path).rows, "first_touch", "conversion")
    assert choices.last_day == date(2026, 6, 4)


def _models(published: Path, **marts: list[dict[str, object]]) -> dict[str, str]:
    """The models that are offered where two share what Email cost."""
    cost = [
        performance(date(2026, 6, 1), "Email", spend=100, attribution_model=model)
        for model in ("linear", "for_leads")
    ]
    publish_rows(published, {"fct_channel_performance": cost, **marts})
    return dict(read_choices(Marts.open_current(published).rows, "linear", "touch").models)


def test_what_cost_something_is_shown_before_anybody_converts(tmp_path: Path) -> None:
    assert _models(tmp_path) == {"for_leads": "for_leads", "linear": "linear"}
    choices = read_choices(Marts.open_current(tmp_path).rows, "linear", "conversion")
    shown = shown_on(tmp_path, "overview", "totals", choices.default())
    assert shown.rows.spend.tolist() == [100]


def test_a_model_for_some_conversions_only_is_none_that_all_results_are_read_by(
    tmp_path: Path,
) -> None:
    overview: list[dict[str, object]] = [
        {
            "attribution_model": model,
            "attribution_model_label": model.title(),
            "conversion_type": conversion_type,
        }
        for model, conversion_type in [
            ("linear", "lead"),
            ("linear", "customer"),
            ("for_leads", "lead"),
        ]
    ]
    assert _models(tmp_path, attribution_overview=overview) == {"linear": "Linear"}


def test_an_empty_warehouse_offers_nothing_and_has_filters_all_the_same(tmp_path: Path) -> None:
    publish_rows(tmp_path)
    choices = read_choices(Marts.open_current(tmp_path).rows, "first_touch", "touch")
    assert choices.first_day is None
    assert choices.default().model == ""
    assert choices.default().parameters().keys() >= {"first_day", "last_day_before", "segment"}


def test_a_page_heeds_the_filters_its_queries_name() -> None:
    heeds = {page.name: page.heeds() for page in PAGES}
    assert heeds["overview"] == {"days", "model", "basis", "segment"}
    assert heeds["journeys"] == {"days", "conversion_type", "segment"}
    assert filters_of(frozenset({"first_day", "last_day_before"})) == {"days"}


def test_a_page_that_can_be_cut_by_something_does_cut_by_it() -> None:
    for page in PAGES:
        assert ("segment" in page.heeds()) == bool(page.segment_types), page.name


def test_the_sql_of_a_chart_runs_elsewhere_as_it_is_shown() -> None:
    shown = with_values(
        "select $model, '$model', \"$model\" -- $model\nwhere date_day >= $first_day",
        {"model": "o'clock", "first_day": date(2026, 9, 1)},
    )
    assert shown == (
        "select 'o''clock', '$model', \"$model\" -- $model\nwhere date_day >= date '2026-09-01'"
    )
