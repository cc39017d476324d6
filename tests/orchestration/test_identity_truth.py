"""The people of the small sample company against the truth about them."""

from pipelines.identifiers import Keyring
from pipelines.sandbox.server_data import vault_key
from tests.benchmarks.identity_truth import agreement
from tests.orchestration.conftest import RanTwice

SEED = 7


def test_people_are_who_they_are(ran_twice: RanTwice) -> None:
    found = agreement(
        ran_twice.road.data / "warehouse.duckdb",
        ran_twice.road.sandbox / "truth" / "people.parquet",
        Keyring(vault_key(SEED)),
    )
    assert found.linked > 100
    assert found.precision >= 0.99
    assert found.recall >= 0.95
    # A kiosk of several known people is one linked pair in sixteen here, and joins none of them.
    assert found.recall_with_shared >= 0.9
    # Nobody finds what nothing links, so the share of all pairs tells of the company, not of us.
    assert found.recall_of_all > 0.5
