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
