"""From the vendors' APIs to the published marts, in one command."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.orchestration.conftest import RanTwice


@pytest.fixture(scope="module")
def marts(ran_twice: RanTwice) -> duckdb.DuckDBPyConnection:
    database = ran_twice.road.data / "published" / "current" / "closed_loop.duckdb"
    return duckdb.connect(str(database), read_only=True)


@pytest.fixture(scope="module")
def totals(ran_twice: RanTwice) -> dict[str, Any]:
    """What the sandbox says of itself, counted from the vendors' own tables."""
    truth: dict[str, Any] = json.loads((ran_twice.road.sandbox / "truth/totals.json").read_text())
    return truth


def scalar(marts: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = marts.execute(query).fetchone()
    assert row is not None
    return row[0]


def cents(amount: Decimal) -> int:
    return int(amount.scaleb(2).to_integral_exact())


def test_the_run_shows_its_steps_and_the_report(ran_twice: RanTwice) -> None:
    printed = ran_twice.first.stdout
    for step in ["landing salesforce", "landing google_ads", "landing ga4", "landing files"]:
        assert step in printed
    assert re.search(
        r"building and testing the models: \d+ models and seeds built, \d+ tests passed", printed
    )
    for header in ["Ad spend", "Programmes", "Sessions", "Leads", "MQLs", "Customers", "Revenue"]:
        assert header in printed
    for told in ["CAC", "ROI %", "Funnel: how far", "Targets of the month", "Stuck: leads"]:
        assert told in printed
    assert "Paid Search" in printed
    assert "Quarantined" in printed
    assert "closed_loop.duckdb" in printed
    assert re.search(r"drawing the dashboard: in \d", printed)
    assert re.search(r"^Report    \S+/published/current/report[.]html$", printed, re.MULTILINE)
    assert "make dev" in printed
    assert ran_twice.first.stderr == ""


def test_a_second_run_changes_no_byte_of_the_marts_and_says_so(ran_twice: RanTwice) -> None:
    current = (ran_twice.road.data / "published" / "current").readlink().name
    assert current == ran_twice.version_after_first
    assert "New since the last run: nothing" in ran_twice.second.stdout
    assert "drawing the dashboard: it stands" in ran_twice.second.stdout


def test_spend_reconciles_to_the_cent_with_the_ad_accounts(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    accounts = totals["ad_accounts"]
    for model, basis, spend in marts.execute(
        "select attribution_model, basis, sum(spend)"
        " from marts.fct_channel_performance group by all"
    ).fetchall():
        assert cents(spend) == sum(a["cost_eur_cents"] for a in accounts.values()), (model, basis)
    for account_id, account in accounts.items():
        spend, impressions, clicks = marts.execute(
            "select sum(spend), sum(impressions), sum(clicks) from marts.fct_ad_spend"
            " where ad_account_id = ?",
            [account_id],
        ).fetchall()[0]
        assert cents(spend) == account["cost_cents"]
        assert (impressions, clicks) == (account["impressions"], account["clicks"])


@pytest.mark.parametrize("model", ["first_touch", "last_touch", "linear"])
@pytest.mark.parametrize("basis", ["touch", "conversion"])
def test_won_revenue_reconciles_to_the_cent_with_the_crm(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any], model: str, basis: str
) -> None:
    deals, orders = marts.execute(
        "select sum(deal_revenue), sum(order_revenue) from marts.fct_channel_performance"
        " where attribution_model = ? and basis = ?",
        [model, basis],
    ).fetchall()[0]
    assert cents(deals) == totals["won_revenue"]["eur_cents"]
    assert cents(orders) == totals["orders"]["eur_cents"] + totals["refunds"]["eur_cents"]


def test_won_deals_are_counted_once_each(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    won = "select count(*) from marts.fct_conversions where conversion_type = 'deal_won'"
    assert scalar(marts, won) == totals["deals"]["won"]


def test_shapley_credit_by_channel_is_the_shapley_value(ran_twice: RanTwice) -> None:
    """Of every type of conversion; the ordered form, by place in the path, sums to the same."""
    with duckdb.connect(str(ran_twice.road.data / "warehouse.duckdb"), read_only=True) as warehouse:
        compared = warehouse.execute(
            "with credited as ("
            "  select attribution_model, conversion_type, channel, sum(credit) as credit"
            "  from marts.fct_attribution group by all"
            "), worth as ("
            "  select attribution_model, conversion_type, channel, sum(weight) as worth"
            "  from intermediate.int_data_driven_weights where attribution_model like 'shapley%'"
            "  group by all"
            ") select credit::double, worth from credited right join worth"
            " using (attribution_model, conversion_type, channel) where worth > 0"
        ).fetchall()
    assert len(compared) > 50
    assert [credit for credit, _ in compared] == pytest.approx([worth for _, worth in compared])


def test_a_published_file_opens_while_the_warehouse_is_being_written(ran_twice: RanTwice) -> None:
    data = ran_twice.road.data
    with (
        duckdb.connect(str(data / "warehouse.duckdb")),
        duckdb.connect(
            str(data / "published/current/closed_loop.duckdb"), read_only=True
        ) as reader,
    ):
        assert scalar(reader, "select count(*) from marts.fct_sessions") > 0


def test_the_canary_is_found_nowhere_but_in_the_vault(ran_twice: RanTwice) -> None:
    """Bytes of every file, and every text of every DuckDB file: compression hides what it keeps."""
    road = ran_twice.road
    # The domain of an address is kept in clear, by design; who wrote from it is not.
    traces = [b"canary.person", b"canary%2eperson", b"zzyzxperson", b"901827643", b"90182 7643"]
    files = [p for p in road.folder.rglob("*") if p.is_file() and not p.is_symlink()]
    assert any(path.name == "vault.sqlite" for path in files)
    found = [
        (path, trace)
        for path in files
        if not path.name.startswith("vault.sqlite")
        for trace in traces
        if trace in path.read_bytes().lower()
    ]
    assert found == []
    for path in files:
        if path.suffix == ".duckdb":
            assert _texts_with_a_trace(path) == []
    for printed in [ran_twice.first, ran_twice.second]:
        assert "canary" not in (printed.stdout + printed.stderr).lower()


CANARY = "canary[.]person|canary%2eperson|zzyzx|90182 ?7643"


def _texts_with_a_trace(database: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " join information_schema.tables using (table_catalog, table_schema, table_name)"
            " where table_type = 'BASE TABLE'"
            " and table_catalog not in ('system', 'temp') and data_type in ('VARCHAR', 'JSON')"
        ).fetchall()
        return [
            (f"{schema}.{table}", column)
            for schema, table, column in columns
            if connection.execute(
                f'select count(*) from "{schema}"."{table}"'
                f' where regexp_matches(lower("{column}"::varchar), ?)',
                [CANARY],
            ).fetchone()
            != (0,)
        ]
