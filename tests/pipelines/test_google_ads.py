"""Google Ads lands to the micro, is restated where Google restates, and never doubles."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import settings
from pipelines.errors import SourceError
from pipelines.runner import LandError
from pipelines.sandbox.server import Sandbox
from pipelines.sources.google_ads import Accounts
from pipelines.sources.google_ads.reports import CAMPAIGN, CAMPAIGN_PERFORMANCE
from tests.pipelines.connected import (
    Landings,
    Room,
    company,
    connect,
    landings,
    room,
    running,
    sandbox,
    truth,
)

__all__ = ["company", "landings", "room", "running", "sandbox"]

MICROS = "sum(cost_micros), sum(impressions), sum(clicks)"
THEIR_MICROS = 'sum("metrics.cost_micros"), sum("metrics.impressions"), sum("metrics.clicks")'
TABLES = {
    "ad_performance": "customer_id, campaign_id, ad_group_id, ad_id, date",
    "campaign_performance": "customer_id, campaign_id, date",
    "click_view": "customer_id, gclid",
    "campaign": "customer_id, id",
    "ad_group": "customer_id, id",
    "ad_group_ad": "customer_id, ad_group_id, ad_id",
    "customer": "id",
}


@pytest.fixture
def landed(sandbox: Sandbox, landings: Landings, tmp_path: Path) -> Room:
    return landings.first_of("google_ads", tmp_path / "landed")


def counts(room: Room) -> list[tuple[object, ...]]:
    return [
        room.ask(f"select count(*), count(distinct ({key})) from raw_google_ads.{table}")[0]
        for table, key in TABLES.items()
    ]


def test_spend_lands_to_the_micro(landed: Room, company: Path) -> None:
    for ours, theirs in (
        ("ad_performance", "ad_group_ad_performance"),
        ("campaign_performance", "campaign_performance"),
    ):
        found = landed.ask(f"select {MICROS} from raw_google_ads.{ours}")
        assert found == truth(company, f"select {THEIR_MICROS} from google_ads.{theirs}")
    types = dict(
        landed.ask("select column_name, column_type from (describe raw_google_ads.ad_performance)")
    )
    assert types["cost_micros"] == "BIGINT"
    assert types["date"] == "DATE"


def test_a_campaign_has_its_days_and_a_click_its_ad(landed: Room) -> None:
    campaign = "select min(start_date), max(end_date) from raw_google_ads.campaign"
    assert landed.ask(campaign) == [(date(2025, 11, 13), date(2037, 12, 30))]
    joined = """
        select count(*) from raw_google_ads.click_view as click
        left join raw_google_ads.ad_group_ad as ad
            on click.customer_id = ad.customer_id and click.ad_id = ad.ad_id
        where click.ad_id is not null and ad.ad_id is null
    """
    assert landed.one(joined) == 0
    assert landed.one("select count(ad_id) from raw_google_ads.click_view") > 0


def test_a_second_run_reads_the_restated_month_and_doubles_nothing(
    landed: Room, sandbox: Sandbox
) -> None:
    first = counts(landed)
    assert all(rows == keys for rows, keys in first)
    seen = len(sandbox.control.requests("FROM click_view"))
    again = landed.land("google_ads")
    assert counts(landed) == first
    assert again.tables["ad_performance"] < first[0][0] / 2  # type: ignore[operator]
    window = sandbox.control.requests("metrics.cost_micros")[-1]["body"]
    assert "BETWEEN '2026-08-29' AND '2026-09-28'" in window
    # Three days of each of the two accounts.
    assert len(sandbox.control.requests("FROM click_view")) - seen == 6


def test_clicks_are_asked_for_day_by_day_and_no_older_than_ninety_days(
    landed: Room, sandbox: Sandbox
) -> None:
    earliest, latest = landed.ask("select min(date), max(date) from raw_google_ads.click_view")[0]
    assert (latest - earliest).days < 90
    assert all("segments.date = '" in one["body"] for one in sandbox.control.requests("click_view"))


def test_restated_rows_are_replaced_and_vanished_ones_vanish(
    company: Path, landings: Landings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Sandbox.start(company, faults=True) as alone:
        connect(alone, monkeypatch)
        landed = landings.first_of("google_ads", tmp_path / "landed")
        last = "date > date '2026-09-18'"
        before = landed.one(
            f"select sum(cost_micros) from raw_google_ads.ad_performance where {last}"
        )
        older = f"select {MICROS} from raw_google_ads.ad_performance where not {last}"
        settled = landed.ask(older)
        [gone] = landed.ask(f"select ad_id from raw_google_ads.ad_performance where {last} limit 1")
        alone.control.restate(10, 2.0, (str(gone[0]),))
        landed.land("google_ads")
        lost = f"select count(*) from raw_google_ads.ad_performance where {last} and ad_id = ?"
        assert landed.one(lost.replace("?", f"'{gone[0]}'")) == 0
        after = landed.one(
            f"select sum(cost_micros) from raw_google_ads.ad_performance where {last}"
        )
        assert after > before
        assert landed.ask(older) == settled
        assert landed.one("select count(*) from raw_google_ads.ad_performance where vanished") == 0


def test_a_day_without_any_row_left_is_emptied(
    company: Path, landings: Landings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Sandbox.start(company, faults=True) as alone:
        connect(alone, monkeypatch)
        landed = landings.first_of("google_ads", tmp_path / "landed")
        ads = landed.ask("select distinct ad_id from raw_google_ads.ad_performance")
        alone.control.restate(1, 1.0, tuple(str(ad) for [ad] in ads))
        landed.land("google_ads")
        newest = landed.one("select max(date) from raw_google_ads.ad_performance")
        assert newest == date(2026, 9, 27)
        assert (
            landed.one("select count(*) from raw_google_ads.ad_performance where ad_id = '-'") == 0
        )


def test_accounts_are_found_under_the_manager(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__GOOGLE_ADS__CUSTOMER_IDS", "")
    monkeypatch.setenv("SOURCES__GOOGLE_ADS__START_DATE", "2026-09-20")
    room.land("google_ads")
    ids = "select id, currency_code, time_zone from raw_google_ads.customer order by id"
    assert room.ask(ids) == [
        ("1112223333", "EUR", "Europe/Berlin"),
        ("4445556666", "USD", "America/New_York"),
    ]


def test_an_earlier_start_date_fills_what_lies_before(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    for start in ("2026-09-20", "2026-07-15"):
        monkeypatch.setenv("SOURCES__GOOGLE_ADS__START_DATE", start)
        room.land("google_ads")
        earliest = room.one("select min(date) from raw_google_ads.campaign_performance")
        assert earliest.isoformat() == start


def test_an_expired_token_is_renewed(sandbox: Sandbox) -> None:
    accounts = Accounts(settings.google_ads())
    before = len(list(accounts.rows("1112223333", CAMPAIGN)))
    sandbox.control.fault("expired_token", "FROM campaign", times=1)
    assert len(list(accounts.rows("1112223333", CAMPAIGN))) == before


@pytest.mark.parametrize("kind", ["status", "truncated"])
def test_what_passes_is_asked_again(sandbox: Sandbox, kind: str) -> None:
    sandbox.control.fault(kind, "FROM campaign", status=429, retry_after=1)  # type: ignore[arg-type]
    assert list(Accounts(settings.google_ads()).rows("1112223333", CAMPAIGN))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("html", "with text/html instead of JSON"), ("error_in_200", "status 200 and an error")],
)
def test_what_is_no_answer_is_no_data(sandbox: Sandbox, kind: str, said: str) -> None:
    sandbox.control.fault(kind, "FROM campaign", times=1)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=said):
        list(Accounts(settings.google_ads()).rows("1112223333", CAMPAIGN))


def test_what_google_says_of_a_refused_query_is_told(sandbox: Sandbox) -> None:
    accounts = Accounts(settings.google_ads())
    with pytest.raises(SourceError, match=r"with 400 INVALID_ARGUMENT: .+"):
        list(accounts.rows("1112223333", CAMPAIGN_PERFORMANCE, "segments.nonsense = 1"))


@pytest.mark.parametrize("name", ["CLIENT_SECRET", "REFRESH_TOKEN"])
def test_wrong_credentials_end_in_one_sentence_without_them(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"SOURCES__GOOGLE_ADS__{name}", "wrong-as-can-be")
    with pytest.raises(LandError, match="refused to sign in") as caught:
        room.land("google_ads")
    assert "wrong-as-can-be" not in str(caught.value)
    assert "under [sources.google_ads]" in str(caught.value)


def test_a_wrong_developer_token_is_told_without_it(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__GOOGLE_ADS__DEVELOPER_TOKEN", "wrong-as-can-be")
    with pytest.raises(LandError, match="Google Ads answered") as caught:
        room.land("google_ads")
    assert "wrong-as-can-be" not in str(caught.value)


def test_a_start_date_that_is_none_is_said(
    sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__GOOGLE_ADS__START_DATE", "01.06.2026")
    with pytest.raises(LandError, match=r"start_date is '01\.06\.2026': write it as YYYY-MM-DD"):
        room.land("google_ads")
