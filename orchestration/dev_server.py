"""One of the servers of `make dev`: a module of Dagster's, run once what it needs is there.

    python -m orchestration.dev_server dagster_webserver --workspace … --port 3000 < told

Importing takes as long as reading the graph does. So it imports first, and only then waits to be
told its `environment` and `after` which socket has somebody to answer (JSON); and it ends with who
started it.
"""

import json
import os
import runpy
import socket
import sys
import time
from importlib import import_module

from orchestration.parent import end_with_parent

_POLL_SECONDS = 0.05
# What each module is made of. The daemon's is left for later: two cores import two at a time.
_IMPORTED = {"dagster": "dagster._cli", "dagster_webserver": "dagster_webserver.cli"}


def main() -> int | None:
    """Become the module, with the arguments that follow its name."""
    end_with_parent()
    module, *arguments = sys.argv[1:]
    try:
        if module in _IMPORTED:
            import_module(_IMPORTED[module])
        told = json.load(sys.stdin)
        os.environ.update(told["environment"])
        if told["after"]:
            _wait_for(told["after"])
        else:
            _make_tables()
    except KeyboardInterrupt:
        return 0
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return None


def _make_tables() -> None:
    """Dagster's, by the first of its servers: two at once end one of them."""
    from orchestration.instance import records
    from pipelines.settings import load_settings

    with records(load_settings().data_dir):
        pass


def _wait_for(path: str) -> None:
    """Until somebody answers on the socket; whoever started us ends us if nobody ever will."""
    while True:
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.connect(path)
            except OSError:
                time.sleep(_POLL_SECONDS)
            else:
                return


if __name__ == "__main__":
    sys.exit(main())
