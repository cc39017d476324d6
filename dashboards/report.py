"""The dashboard of a version as one HTML file: `python -m dashboards.report` prints where it is.

It stands in the version's folder, `data/published/current/report.html`, so that it moves with the
pointer, is there again after a rollback, and goes when its version does.
"""

import hashlib
import os
import sys
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

from dashboards.exhibit import show
from dashboards.filters import BASES, Choices, Filters, read_choices
from dashboards.pages import PAGES
from dashboards.published import Marts, MartsError, current_version
from dashboards.report_html import Heading, definition_tag, document
from dashboards.reporting import Reporting, reporting
from dashboards.theme import Theme, day
from orchestration.publication_versions import REPORT
from pipelines.errors import Explained
from pipelines.locks import hold

_PART = ".report-"
_BEGINNING = 4096  # bytes of a report that hold what has drawn it


@dataclass(frozen=True)
class Report:
    """Where the report of a version is; `is_new` is false where it was there already."""

    path: Path
    version: str
    is_new: bool


def write_report(report: Reporting, folder: Path) -> Report:
    """Write the report of a published version, unless it is there and nothing drew it otherwise.

    Readers see a whole report or none. Whoever calls holds the lock on the published versions.

    Raises:
        MartsError: the version cannot be read, or a query cannot be answered.
    """
    path = folder / REPORT
    definition = _definition(report)
    if path.exists() and _was_drawn_by(path, definition):
        return Report(path, folder.name, is_new=False)
    for part in folder.glob(f"{_PART}*"):  # of a process that was killed while it wrote
        part.unlink()
    part = folder / f"{_PART}{os.getpid()}"
    part.write_text(render(report, folder, definition), encoding="utf-8", newline="\n")
    part.replace(path)
    return Report(path, folder.name, is_new=True)


def render(report: Reporting, folder: Path, definition: str = "") -> str:
    """All pages of a version under the filters that are set by default.

    Raises:
        MartsError: the version cannot be read, or a query cannot be answered; it names the exhibit.
    """
    marts = Marts(folder)
    try:
        choices = read_choices(marts.rows, report.model, report.basis)
        filters = choices.default()
        theme = Theme(report.currency)
        pages = []
        for page in PAGES:
            shown = []
            for exhibit in page.exhibits:
                try:
                    shown.append(show(page, exhibit, filters, theme, marts.rows))
                except MartsError as error:
                    raise MartsError(f"{page.name}/{exhibit.name}: {error}") from None
            pages.append((page, shown))
    finally:
        marts.close()
    heading = Heading(folder.name, _facts(folder.name, choices, filters, theme), definition)
    return document(heading, pages, theme)


def main() -> int:
    """Write the report of what readers see, if it is not there yet; print where it is."""
    try:
        settings = reporting()
        with hold(settings.published.parent / "published.lock", "the published versions"):
            report = write_report(settings, current_version(settings.published))
    except Explained as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 1
    print(report.path)
    return 0


def _facts(version: str, choices: Choices, filters: Filters, theme: Theme) -> str:
    if choices.first_day is None:
        return f"Version {version} · there are no days yet · money in {theme.currency}"
    return (
        f"Version {version} · {day(filters.first_day)} to {day(filters.last_day)} · money in "
        f"{theme.currency} · {choices.models.get(filters.model, filters.model)} · "
        f"{BASES[filters.basis].lower()} · paths to: "
        f"{choices.conversion_types.get(filters.conversion_type, filters.conversion_type)}"
    )


def _definition(report: Reporting) -> str:
    """Hash of all that a report depends on beside the marts: code, queries, library, settings."""
    known = hashlib.sha256(installed_version("plotly").encode())
    known.update(f"{report.currency}|{report.model}|{report.basis}".encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        if path.suffix in {".py", ".sql", ".css", ".js"}:
            known.update(str(path.relative_to(here)).encode())
            known.update(path.read_bytes())
    return known.hexdigest()[:16]


def _was_drawn_by(path: Path, definition: str) -> bool:
    with path.open("rb") as stream:
        return definition_tag(definition).encode() in stream.read(_BEGINNING)


if __name__ == "__main__":
    sys.exit(main())
