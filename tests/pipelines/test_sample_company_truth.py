"""The totals are what the vendors' tables and the files come to; the truth stays where it is."""

import csv
import json
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.sandbox.company import build_company

Rates = dict[tuple[str, date], Decimal]
CANARY = "canary.person@canary.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("company")
    build_company(built, visitors=400)
    return built


@pytest.fixture(scope="module")
def totals(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "truth" / "totals.json").read_text())
    return loaded


@pytest.fixture(scope="module")
def rates(folder: Path) -> Rates:
    with (folder / "files" / "fx_rates.csv").open(newline="") as file:
        return {
            (row["from"], date.fromisoformat(row["date"])): Decimal(row["rate"])
            for row in csv.DictReader(file)
        }


def _asked(folder: Path, query: str) -> list[Any]:
    with duckdb.connect(str(folder / "company.duckdb"), read_only=True) as company:
        return company.execute(query).fetchall()


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _rate(rates: Rates, currency: str, day: date) -> Decimal:
    return Decimal(1) if currency == "EUR" else rates[currency, day]


def test_spend_is_the_sum_of_the_accounts_days(
    folder: Path, totals: dict[str, Any], rates: Rates
) -> None:
    micros: dict[tuple[int, date], int] = defaultdict(int)
    for account, day, cost in _asked(
        folder,
        'select "customer.id", "segments.date", "metrics.cost_micros" '
        "from google_ads.campaign_performance",
    ):
        micros[account, day] += cost
    currencies = dict(
        _asked(folder, 'select "customer.id", "customer.currency_code" from google_ads.customer')
    )
    for account in (1112223333, 4445556666):
        days = {day: cost for (of, day), cost in micros.items() if of == account}
        said = totals["ad_accounts"][str(account)]
        assert said["cost_micros"] == sum(days.values())
        assert said["cost_cents"] == sum(_whole(Decimal(cost) / 10_000) for cost in days.values())
        assert said["cost_eur_cents"] == sum(
            _whole(cost * _rate(rates, currencies[account], day) / 10_000)
            for day, cost in days.items()
        )


def test_won_revenue_is_the_sum_of_won_deals_that_are_not_deleted(
    folder: Path, totals: dict[str, Any], rates: Rates
) -> None:
    deals = _asked(
        folder,
        'select "Amount", "CurrencyIsoCode", "CloseDate" from salesforce."Opportunity" '
        'where "IsWon" and not "IsDeleted"',
    )
    cents: dict[str, int] = defaultdict(int)
    for amount, currency, _ in deals:
        cents[currency] += _whole(amount * 100)

    assert deals
    assert totals["won_revenue"]["cents"] == dict(cents)
    assert totals["won_revenue"]["eur_cents"] == sum(
        _whole(amount * _rate(rates, currency, day) * 100) for amount, currency, day in deals
    )
    assert totals["deals"]["won"] == len(deals)


def test_a_deals_close_date_is_the_day_of_its_last_change(folder: Path) -> None:
    assert _asked(
        folder,
        """select count(*) from salesforce."Opportunity" as deal
        where "IsClosed" and "CloseDate" != (
            select max("CreatedDate") from salesforce."OpportunityHistory" as history
            where history."OpportunityId" = deal."Id"
        )::date""",
    ) == [(0,)]


def test_orders_and_refunds_are_the_sums_of_the_rows_that_can_be_read(
    folder: Path, totals: dict[str, Any], rates: Rates
) -> None:
    orders: dict[tuple[str, str, str, date], Decimal] = defaultdict(Decimal)
    with (folder / "files" / "orders.csv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if not row["order_no"].startswith("HI-9"):
                day = datetime.strptime(row["order_date"], "%d.%m.%Y").date()  # noqa: DTZ007
                key = (row["type"], row["order_no"], row["currency"], day)
                orders[key] += Decimal(row["amount"].replace(",", "."))
    for name, kind in (("orders", "order"), ("refunds", "refund")):
        mine = {key: amount for key, amount in orders.items() if key[0] == kind}
        cents: dict[str, int] = defaultdict(int)
        for (_, _, currency, _), amount in mine.items():
            cents[currency] += _whole(amount * 100)
        assert totals[name]["cents"] == dict(cents)
        assert totals[name]["count"] == len(mine)
        assert totals[name]["eur_cents"] == sum(
            _whole(amount * _rate(rates, key[2], key[3]) * 100) for key, amount in mine.items()
        )


def test_events_are_read_with_duckdb_alone_and_come_to_the_totals(
    folder: Path, totals: dict[str, Any]
) -> None:
    """The vendor's key of an event finds every double, and nothing else."""
    keys = """event_timestamp::bigint as event_timestamp, user_pseudo_id, event_name,
        batch_page_id::bigint, batch_ordering_id::bigint, event_bundle_sequence_id::bigint"""
    rows, distinct, impossible = duckdb.execute(
        f"""with events as (
            select {keys} from read_parquet('{folder}/ga4/*.parquet')
            union all
            select {keys} from read_json('{folder}/ga4/*.json.gz')
        )
        select count(*), count(distinct events), count(distinct events) filter (
            make_timestamp(event_timestamp) not between '2005-01-01' and '2030-01-01')
        from events"""
    ).fetchall()[0]
    said = totals["web_events"]

    assert rows == said["exported_rows"]
    assert distinct - impossible == said["distinct_events"]
    assert impossible == said["future"] + said["before_2005"]
    assert len(list((folder / "ga4").iterdir())) == said["files"]


def test_the_canary_is_in_every_place_a_leak_could_start(folder: Path) -> None:
    pages, params = duckdb.execute(
        f"""with params as (
            select unnest(event_params, max_depth := 2)
            from read_parquet('{folder}/ga4/*.parquet')
        )
        select count(*) filter (key = 'page_location'), count(*) filter (key = 'form_email')
        from params where contains(value.string_value, '{CANARY}')"""
    ).fetchall()[0]
    lead = _asked(
        folder,
        f"""select "Phone" , "FirstName", "LastName" from salesforce."Lead"
        where "Email" = '{CANARY}' and contains("Description", '{CANARY}')""",
    )

    assert pages > 0
    assert params > 0
    assert lead[0][1:] == ("Canary", "Zzyzxperson")
    assert "90182 7643" in lead[0][0]


def test_causes_are_channels_and_contributions_add_up_to_the_hazard(folder: Path) -> None:
    conversions = duckdb.execute(
        f"""select conversion_type, true_channel, hazard, probability,
            map_values(contributions), map_contains(contributions, true_channel)
        from '{folder}/truth/conversions.parquet'"""
    ).fetchall()

    assert {row[0] for row in conversions} == {"lead", "opportunity", "deal_won"}
    for _, _, hazard, probability, parts, contains_cause in conversions:
        assert contains_cause
        assert sum(parts) == pytest.approx(hazard, abs=1e-8)
        assert 0 < probability < 1


def test_truth_is_in_no_place_a_pipeline_reads(folder: Path) -> None:
    """Neither the ids of true people nor true channels of conversions leave `truth/`."""
    assert {path.name for path in (folder / "truth").iterdir()} == {
        "people.parquet", "conversions.parquet", "stages.parquet", "totals.json",
    }  # fmt: skip
    for path in [*(folder / "ga4").iterdir(), *(folder / "files").iterdir()]:
        assert "truth" not in path.name
    columns = _asked(folder, "select column_name from duckdb_columns() where not internal")
    assert not [name for (name,) in columns if "true" in name or "hazard" in name]
    names = duckdb.execute(
        f"select name from parquet_schema('{folder}/ga4/events_20260715.parquet')"
    ).fetchall()
    assert not [name for (name,) in names if "true" in name or "person" in name]


def test_a_shared_devices_cookie_has_several_true_people(folder: Path) -> None:
    assert (
        duckdb.execute(
            f"""select max(people) from (
            select count(distinct true_person_id) as people
            from '{folder}/truth/people.parquet' where identifier_type = 'cookie'
            group by identifier
        )"""
        ).fetchall()[0][0]
        > 5
    )


def test_stages_come_to_what_the_vendors_tables_say(folder: Path, totals: dict[str, Any]) -> None:
    """Counted without walking: who is on a won deal became a customer, who is on any has one."""
    on_deals = _asked(
        folder,
        """with members as (
            select distinct deal."Id", deal."IsWon", contact."Email"
            from salesforce."OpportunityContactRole" as role
            inner join salesforce."Opportunity" as deal on role."OpportunityId" = deal."Id"
            inner join salesforce."Contact" as contact on role."ContactId" = contact."Id"
            where not deal."IsDeleted" and (role."IsPrimary" or not role."IsDeleted")
        )
        select count(distinct "Email"), count(distinct "Email") filter ("IsWon") from members""",
    )
    told = duckdb.execute(
        f"""select count(distinct true_person_id) filter (stage = 'opportunity'),
            count(distinct true_person_id) filter (stage = 'customer')
        from '{folder}/truth/stages.parquet'"""
    ).fetchall()
    assert told == on_deals
    assert told[0][1] <= totals["funnel"]["customer"]


def test_who_is_sent_back_to_nurture_begins_another_cycle(
    folder: Path, totals: dict[str, Any]
) -> None:
    [[recycled]] = duckdb.execute(
        f"""select count(*) from read_csv('{folder}/files/lead_statuses.csv')
        where "to" = 'Nurturing'"""
    ).fetchall()
    [[later]] = duckdb.execute(
        f"select count(*) from '{folder}/truth/stages.parquet' where cycle > 1"
    ).fetchall()
    assert recycled > 0
    assert later == totals["funnel"]["in_later_cycles"] > 0
    assert totals["funnel"]["recycled"] > 0
