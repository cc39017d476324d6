"""A real funnel through the worked example's mapping: leads, deals and orders of Olist.

The data may be used but not committed, so it is looked for beside the project.
"""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.conftest import ROOT, Road

FOLDER = ROOT.parent / "shared" / "data" / "olist"
REVENUE_BY_SOURCE = {
    "organic_search": "207023.45",
    "paid_search": "155277.05",
    "social": "43477.99",
    "unknown": "213742.70",
    "direct_traffic": "21903.90",
    "email": "8484.99",
    "referral": "17887.15",
    "other": "6888.65",
    "display": "923.00",
    None: "1242.60",
}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    if not FOLDER.exists():
        pytest.skip(f"put the three Olist files of docs/files.md into {FOLDER} to run this")
    folder = tmp_path_factory.mktemp("olist")
    road = Road(folder / "work", folder / "sandbox")
    ran = road.run(
        CLOSED_LOOP_SOURCES="files",
        CLOSED_LOOP_FILES_MAPPING=str(ROOT / "docs" / "olist" / "mapping.yml"),
        CLOSED_LOOP_FILES_FOLDER=str(FOLDER),
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not road.sandbox.exists()
    database = road.data / "published" / "current" / "closed_loop.duckdb"
    return duckdb.connect(str(database), read_only=True)


def test_every_lead_is_a_person_and_a_marketing_qualified_lead(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert marts.execute("select count(*) from marts.dim_people").fetchone() == (8_000,)
    counted = dict(
        marts.execute(
            "select conversion_type, count(*) from marts.fct_conversions group by all"
        ).fetchall()
    )
    assert counted["mql"] == 8_000
    assert counted["customer"] == 842


def test_order_revenue_and_its_first_touch_source_are_those_of_the_data(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    revenue = dict(
        marts.execute(
            "select source, sum(attributed_value) from marts.fct_attribution"
            " where attribution_model = 'first_touch' and conversion_type = 'order' group by all"
        ).fetchall()
    )
    assert revenue == {source: Decimal(amount) for source, amount in REVENUE_BY_SOURCE.items()}
    assert sum(revenue.values()) == Decimal("676851.48")


def test_channel_performance_holds_the_same_revenue_whatever_the_model(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    sums = marts.execute(
        "select distinct sum(revenue) from marts.fct_channel_performance"
        " group by attribution_model, basis"
    ).fetchall()
    assert sums == [(Decimal("676851.48"),)]


def test_orders_of_leads_without_an_origin_are_unattributed(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    unattributed = marts.execute(
        "select sum(attributed_value) from marts.fct_attribution where channel = '(unattributed)'"
        " and attribution_model = 'linear' and conversion_type = 'order'"
    ).fetchone()
    assert unattributed == (Decimal("1242.60"),)


def test_the_mapping_is_committed_without_the_data() -> None:
    assert {path.name for path in (Path(ROOT) / "docs" / "olist").iterdir()} == {"mapping.yml"}
