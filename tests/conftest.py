"""Where tests run: those that share something expensive, on one worker."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share a road that was run, or a warehouse that was built: minutes each.
_TOGETHER = {"orchestration", "scenarios"}


class ByWhatIsShared(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """A worker takes a whole file, or a whole folder of those that share."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.split("/")[-2]
        return folder if folder in _TOGETHER else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWhatIsShared:
    """How `make test` spreads tests over its two workers."""
    return ByWhatIsShared(config, log)
