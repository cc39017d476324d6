"""Run benchmarks and write the page from all results there are."""

import argparse
import sys
import time
from pathlib import Path

from tests.benchmarks.exports import NoRoomError
from tests.benchmarks.measuring import PROJECT, ChildError
from tests.benchmarks.page import page
from tests.benchmarks.results import load, path_of, save
from tests.benchmarks.subjects import SUBJECTS

_STARTED = time.monotonic()


def main() -> int:
    """Measure what was asked for; the exit status is 1 if something could not be measured."""
    asked = _arguments()
    folder = asked.folder.resolve()
    results = folder / "results"
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name, size in _planned(asked.only, asked.events):
        label = name if size is None else f"{name}, {size:g} M events"
        if asked.resume and path_of(name, size, results).exists():
            _say(f"{label}: measured already")
            continue
        _say(f"{label} …")
        try:
            save(SUBJECTS[name].measure(size or 0, folder, _say), results)
        except (ChildError, NoRoomError) as problem:
            _say(f"{label}: {problem}")
            failed.append(label)
        _write_page(asked.page, results)
    _say(f"{asked.page} is written")
    if failed:
        _say(f"not measured: {'; '.join(failed)}")
    return 1 if failed else 0


def _planned(only: list[str], sizes: list[float]) -> list[tuple[str, float | None]]:
    planned: list[tuple[str, float | None]] = []
    for name, subject in SUBJECTS.items():
        if not only or name in only:
            planned += [(name, size) for size in sizes] if subject.is_sized else [(name, None)]
    return planned


def _write_page(path: Path, results: Path) -> None:
    meanings = {name: (subject.title, subject.meaning) for name, subject in SUBJECTS.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(load(results), meanings))


def _say(text: str) -> None:
    print(f"{time.monotonic() - _STARTED:7.1f} s  {text}", flush=True)


def _sizes(text: str) -> list[float]:
    return [float(size) for size in text.split(",") if size]


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if unknown := sorted(set(names) - set(SUBJECTS)):
        raise argparse.ArgumentTypeError(
            f"no subject is called {', '.join(unknown)}: there are {', '.join(SUBJECTS)}"
        )
    return names


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--events", type=_sizes, default=[1.0, 10.0], help="million events, as 1,10,50"
    )
    parser.add_argument("--only", type=_names, default=[], help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--resume", action="store_true", help="leave out what has a result already")
    parser.add_argument(
        "--folder",
        type=Path,
        default=PROJECT / "target" / "bench",
        help="results and generated companies; needs 1.2 GB a million events while it runs",
    )
    parser.add_argument("--page", type=Path, default=PROJECT / "docs" / "benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
