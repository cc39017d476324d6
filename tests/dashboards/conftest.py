"""Published versions for pages to show: the sample company's, and what pages must survive."""

import pytest

from tests.dashboards.published_versions import Versions, versions_of
from tests.orchestration.conftest import RanTwice


@pytest.fixture(scope="session")
def sample_versions(ran_twice: RanTwice, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Made once for all tests; whoever needs another version sends readers to it first."""
    return versions_of(ran_twice.road.data / "published", tmp_path_factory.mktemp("pages"))
