"""Where tests run: those that share something expensive, on one worker."""

from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
# Folders whose tests share a road that was run, or a warehouse that was built: minutes each.
_TOGETHER = {"orchestration", "scenarios"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file on one worker, and those of some folders."""
    for item in items:
        place = item.path.relative_to(_TESTS)
        group = place.parts[0] if place.parts[0] in _TOGETHER else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
