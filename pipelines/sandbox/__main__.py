"""Build the sample company if needed and serve it in the foreground.

Prints the variables to export, then serves until Ctrl-C.
"""

import argparse
import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from pipelines.sandbox.company import build_company
from pipelines.sandbox.server import environment, facts_of
from pipelines.sandbox.server_app import Options, serve
from pipelines.sandbox.server_data import Company


def main() -> int:
    """Run the command; the exit status."""
    said = _arguments()
    folder = said.folder.resolve()
    print(f"# The sample company is in {folder}; the first time it has to be built.", flush=True)
    try:
        build_company(folder, visitors=said.visitors, days=said.days, seed=said.seed)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    company = Company(folder)

    def ready(url: str) -> None:
        for name, value in environment(folder, url, facts_of(company.facts), os.environ).items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"# Serving at {url}, to this machine only. Ctrl-C ends it.", flush=True)

    try:
        with suppress(KeyboardInterrupt):
            serve(company, Options(port=said.port, faults=said.faults), ready)
    except OSError as problem:
        print(
            f"The sandbox cannot listen on port {said.port}: {problem.strerror}. "
            "Take another with --port.",
            file=sys.stderr,
        )
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pipelines.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--folder", type=Path, default=Path(".sandbox"))
    parser.add_argument("--visitors", type=int, default=20_000, help="how large the company is")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faults", action="store_true", help="offer the control endpoints")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
