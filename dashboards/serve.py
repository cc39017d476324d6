"""`make dashboard`: the published marts as charts in a browser, on this machine only."""

import argparse
import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn

from orchestration.publication_versions import current_folder
from pipelines.errors import Explained
from pipelines.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
_HOST = "127.0.0.1"
_EXTRA = "dashboards"
_NEEDED = ("streamlit", "plotly")


class DashboardError(Explained):
    """The dashboard cannot be started; the message says what to do."""


def main() -> int:
    """Serve until interrupted; on success this process becomes the server."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    port = parser.parse_args().port
    try:
        _check()
    except Explained as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 2
    print(f"The dashboard opens on http://{_HOST}:{port} (Ctrl-C ends it)", flush=True)
    return _serve(port)


def command(port: int) -> list[str]:
    """What the interpreter is given to serve on a port of this machine, asking and telling nobody.

    Streamlit's first start would ask for an e-mail address, and it reports how it is used.
    """
    options = {
        "server.address": _HOST,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.base": "light",
        "theme.primaryColor": "#0072b2",
        "logger.level": "warning",
    }
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ["-m", "streamlit", "run", str(ROOT / "dashboards" / "browser" / "app.py"), *given]


def _serve(port: int) -> NoReturn:
    # Imports of this project's packages are looked up from here, whatever folder make was run in.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.environ["PYTHONPATH"] = path
    os.execv(sys.executable, [sys.executable, *command(port)])  # noqa: S606  (our own interpreter)


def _check() -> None:
    """See that there is something to show, and something to show it with.

    Raises:
        DashboardError: an extra is not installed, or nothing is published yet.
    """
    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        raise DashboardError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed: "
            f".venv/bin/pip install '.[{_EXTRA}]', then make dashboard."
        )
    published = load_settings().data_dir / "published"
    if current_folder(published) is None:
        raise DashboardError(f"nothing is published in {published} yet: make run, then this.")


if __name__ == "__main__":
    sys.exit(main())
