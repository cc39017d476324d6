"""What holds for the marts of all scenarios together."""

from tests.scenarios.warehouse import Warehouse

MARTS = "select table_name from information_schema.tables where table_schema = 'marts' order by 1"


def test_arriving_in_another_order_gives_the_same_marts(
    warehouse: Warehouse, shuffled_warehouse: Warehouse
) -> None:
    marts = [name for (name,) in warehouse.rows(MARTS)]
    assert marts
    for mart in marts:
        rows = f"select * from marts.{mart} order by all"
        assert warehouse.rows(rows) == shuffled_warehouse.rows(rows), mart


def test_the_marts_pass_the_tests_that_guard_the_real_ones(warehouse: Warehouse) -> None:
    areas = ["events", "identity", "sessions", "channels", "journeys"]
    models = [f"path:models/intermediate/{area}" for area in areas]
    marts = [f"path:models/marts/{area}" for area in ("core", "web", "journeys")]
    ended = warehouse.dbt(
        "test", "--select", *models, *marts, "--indirect-selection", "cautious", check=False
    )
    assert ended.returncode == 0, ended.stdout
