"""Dagster's daemon and its pages as a supervisor starts them, on real systems.

    python -m orchestration.production daemon
    python -m orchestration.production pages --port 3000

Either becomes Dagster's own process, so that a supervisor's signals reach it.
"""

import argparse
import os
import sys
from typing import NoReturn

from orchestration.dbt_project import ROOT, ManifestError, Parse, export
from orchestration.instance import records, serve_from
from orchestration.progress import say
from pipelines.locks import LockError
from pipelines.settings import SettingsError, load_settings

_DEFINITIONS = ("-m", "orchestration.definitions")


def main() -> int:
    """Become the process that was asked for; returns only if it cannot be started."""
    asked = _arguments()
    try:
        os.chdir(ROOT)
        settings = load_settings()
        export(settings)
        Parse(settings).manifest()
        with records(settings.data_dir):  # by one of the two, though both start at once
            serve_from(settings.data_dir)
    except (SettingsError, ManifestError, LockError) as error:
        say(f"stopped: {error}")
        return 2
    say(f"Dagster's {asked.what}, records in {os.environ['DAGSTER_HOME']}")
    return _become(command(asked.what, asked.host, asked.port))


def command(what: str, host: str, port: int) -> list[str]:
    """Dagster's module and its arguments."""
    if what == "daemon":
        return ["dagster._daemon", "run", *_DEFINITIONS]
    return ["dagster_webserver", *_DEFINITIONS, "-h", host, "-p", str(port)]


def _become(module: list[str]) -> NoReturn:
    os.execv(sys.executable, [sys.executable, "-m", *module])  # noqa: S606 (our own interpreter)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m orchestration.production", description=__doc__)
    parser.add_argument("what", choices=["daemon", "pages"])
    parser.add_argument("--host", default="127.0.0.1", help="of the pages; they have no sign-in")
    parser.add_argument("--port", type=int, default=3000, help="of the pages")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
